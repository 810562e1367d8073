// emulator/live: devices that an account wants to be told on. Nothing is ever pushed; a device belongs to who named it last.
import { isRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import type { Login } from '../../world.js';

interface Device {
  readonly accountId: string;
  readonly tokenIds: readonly string[];
}

export class Devices {
  readonly #devices = new Map<string, Device>();

  constructor(logins: readonly Login[]) {
    for (const { accountId, state } of logins) {
      const devices = Array.isArray(state?.devices) ? state.devices.filter(isRecord) : [];
      for (const device of devices) this.set(textOf(device, 'token'), accountId, textsOf(device, 'token_ids'));
    }
  }

  /** `token` names the device and its service. */
  set(token: string, accountId: string, tokenIds: readonly string[]): void {
    this.#devices.set(token, { accountId, tokenIds });
  }

  stateOf(accountId: string): readonly WireRecord[] {
    const own = [...this.#devices].filter(([, device]) => device.accountId === accountId);
    return own.map(([token, { tokenIds }]) => ({ token, token_ids: tokenIds }));
  }
}
