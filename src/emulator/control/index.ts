// emulator/control: what the practice server can be told from outside of the service: to have other accounts, another time, faults
// (docs/emulator.md). For tests and for other programs that set a scene.
// Invariant: none of these paths is of the service, and a server that was started without them answers 404.
import { badRequest, notServed, wrongVerb } from '../api-error.js';
import { numberArgument, requiredText, textArgument } from '../arguments.js';
import type { Faults } from '../faults.js';
import type { WireRecord } from '../fields.js';
import type { RawAnswer } from '../file-answer.js';
import type { Mail } from '../live/accounts/outbox.js';
import { register } from '../live/accounts/registrations.js';
import { Changes } from '../live/changes.js';
import { addressesIn } from '../live/conversations/invited.js';
import type { LiveWorld } from '../live/world.js';
import { worldLines } from './world-lines.js';

export interface Controlled {
  readonly world: LiveWorld;
  readonly faults: Faults;
  readonly requests: ReadonlyMap<string, number>;
}

export interface ControlRequest {
  readonly verb: string;
  /** What comes after `/_emulator/`. */
  readonly name: string;
  readonly query: URLSearchParams;
  /** The arguments in the body; {} for a GET. */
  readonly body: WireRecord;
}

type Control = (controlled: Controlled, request: ControlRequest) => unknown;

const controls: Readonly<Record<string, Control>> = {
  'POST accounts': makeAccount,
  'GET outbox': ({ world }, { query }) => ({ mails: world.outbox.mails.filter(isWanted(query)).map(shown) }),
  'GET clock': ({ world }) => ({ now: world.clock.now() }),
  'POST clock': setClock,
  'GET faults': ({ faults }) => ({ rules: faults.report }),
  'POST faults': ({ faults }, { body }) => {
    faults.setSchedule(body.schedule ?? {});
    return { rules: faults.report };
  },
  'GET requests': ({ requests }) => ({ requests: Object.fromEntries(requests) }),
};

/** Throws ApiError 404 for a path that is none, 405 for the wrong verb, 400 for what it cannot take. */
export function answerControl(controlled: Controlled, request: ControlRequest): RawAnswer {
  const { verb, name } = request;
  if (verb === 'GET' && name === 'world') return worldAnswer(controlled.world);
  const control = controls[`${verb} ${name}`];
  if (control === undefined) throw isKnown(name) ? wrongVerb() : notServed();
  const body = Buffer.from(JSON.stringify(control(controlled, request)));
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length },
    body,
  };
}

const isKnown = (name: string): boolean =>
  name === 'world' || Object.keys(controls).some((key) => key.endsWith(` ${name}`));

/** Active at once: no mail has to be answered. A person of the world with that e-mail becomes active. */
function makeAccount({ world }: Controlled, { body }: ControlRequest): unknown {
  const email = addressesIn(requiredText(body, 'email'))[0]?.email;
  const password = requiredText(body, 'password');
  if (email === undefined) throw badRequest('email must be an e-mail address.');
  if (password === '') throw badRequest('password is empty.');
  const changes = new Changes(world);
  try {
    const accountId = register(world, changes, {
      email,
      password,
      displayName: textArgument(body, 'display_name') ?? '',
      fleepAddress: textArgument(body, 'fleep_address'),
    });
    return JSON.parse(world.accounts.findContact(accountId, accountId)?.text ?? '{}');
  } finally {
    changes.commit();
  }
}

/** Of the year 9999: a later time has no date that clients could read. */
const LAST_SECOND = 253_402_300_799;

function setClock({ world }: Controlled, { body }: ControlRequest): unknown {
  const now = numberArgument(body, 'now');
  const advance = numberArgument(body, 'advance_s');
  if ((now === undefined) === (advance === undefined)) throw badRequest('Give one of now and advance_s, in seconds.');
  const time = now ?? world.clock.now() + (advance ?? 0);
  if (time < 0 || time > LAST_SECOND) throw badRequest('The time must be one from 1970 to 9999.');
  world.clock.set(time);
  return { now: world.clock.now() };
}

const isWanted =
  (query: URLSearchParams) =>
  ({ to, kind }: Mail): boolean => {
    return (query.get('to') ?? to).toLowerCase() === to && (query.get('kind') ?? kind) === kind;
  };

const shown = (mail: Mail): WireRecord => ({
  kind: mail.kind,
  to: mail.to,
  subject: mail.subject,
  body: mail.body,
  account_id: mail.accountId ?? null,
  notification_id: mail.notificationId,
  registration_code: mail.code ?? null,
  sent_time: mail.sentTime,
  expire_time: mail.expireTime,
});

/** Line by line as the client takes them, for a world may be larger than memory has room for twice. */
function worldAnswer(world: LiveWorld): RawAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-ndjson; charset=utf-8' },
    body: { pieces: pieces(world) },
  };
}

function* pieces(world: LiveWorld): Generator<Buffer> {
  for (const line of worldLines(world)) yield Buffer.from(`${line}\n`);
}
