// emulator/live: the mails that the service would have sent, with the notification ids and codes that it would honour.
// Invariant: a notification does each of the things it is good for once, and nothing after its time or after a newer one has
// taken its place; what is refused is answered with 431 (fleep-wire.md 1.4).
import { randomInt, randomUUID } from 'node:crypto';
import { expiredNotification } from '../../api-error.js';
import type { WorldClock } from '../clock.js';

/** What the link in a mail is for. `notice` has none that does anything but end such mails. */
export type MailKind =
  | 'registration'
  | 'password_reset'
  | 'alias'
  | 'org_invite'
  | 'conversation_invite'
  | 'welcome'
  | 'notice';

/** What a notification can be used for; any of them can stop mails of its kind. */
export type MailUse = 'register' | 'set_password' | 'confirm_alias' | 'decline' | 'unsubscribe';

const USES: Readonly<Record<MailKind, readonly MailUse[]>> = {
  registration: ['register'],
  password_reset: ['set_password'],
  alias: ['confirm_alias'],
  org_invite: ['register', 'decline', 'unsubscribe'],
  conversation_invite: ['register', 'unsubscribe'],
  welcome: ['unsubscribe'],
  notice: ['unsubscribe'],
};

const PATHS: Readonly<Record<MailKind, string>> = {
  registration: 'confirm?notification_id=',
  password_reset: 'reset?notification_id=',
  alias: 'alias?confirm_id=',
  org_invite: 'invite?notification_id=',
  conversation_invite: 'invite?notification_id=',
  welcome: 'unsubscribe?notification_id=',
  notice: 'unsubscribe?notification_id=',
};

const DAY_S = 86_400;

export interface Letter {
  readonly kind: MailKind;
  /** E-mail address. */
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Whom the mail is about; undefined for somebody who has no account yet. */
  readonly accountId?: string;
  /** A code to type in place of the link. */
  readonly withCode?: boolean;
  /** What is to be known when the link is used. */
  readonly details?: Readonly<Record<string, string>>;
  readonly lifeS?: number;
}

export interface Mail {
  readonly kind: MailKind;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly accountId: string | undefined;
  readonly notificationId: string;
  readonly code: string | undefined;
  readonly sentTime: number;
  readonly expireTime: number;
  readonly details: Readonly<Record<string, string>>;
}

export class Outbox {
  readonly #clock: WorldClock;
  readonly #mails: Mail[] = [];
  readonly #used = new Map<string, Set<MailUse>>();
  readonly #void = new Set<string>();

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** In the order in which they were sent. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  send({ kind, to, subject, body, accountId, withCode, details = {}, lifeS = 7 * DAY_S }: Letter): Mail {
    const notificationId = randomUUID();
    const code = withCode ? makeCode() : undefined;
    const sentTime = this.#clock.now();
    const mail: Mail = {
      kind,
      to: to.toLowerCase(),
      subject: code === undefined ? subject : `${subject}: ${code}`,
      body: `${body}\n\nhttps://fleep.io/${PATHS[kind]}${notificationId}\n`,
      accountId,
      notificationId,
      code,
      sentTime,
      expireTime: sentTime + lifeS,
      details,
    };
    this.#mails.push(mail);
    return mail;
  }

  /** Throws ApiError 431 for a notification that is unknown, spent, too old, or for something else. */
  get(notificationId: string, use: MailUse): Mail {
    const mail = this.#mails.find((one) => one.notificationId === notificationId);
    if (mail === undefined || !this.#isGood(mail, use)) throw expiredNotification();
    return mail;
  }

  /** The newest mail to an address that has this code. Throws ApiError 431 when there is none that still counts. */
  getByCode(to: string, code: string, use: MailUse): Mail {
    const wanted = digits(code);
    const mail = this.#mails.findLast((one) => one.to === to.toLowerCase() && digits(one.code ?? '') === wanted);
    if (wanted === '' || mail === undefined || !this.#isGood(mail, use)) throw expiredNotification();
    return mail;
  }

  spend({ notificationId }: Mail, use: MailUse): void {
    const used = this.#used.get(notificationId) ?? new Set<MailUse>();
    this.#used.set(notificationId, used.add(use));
  }

  /** The links of these mails do nothing any more. */
  cancel(matches: (mail: Mail) => boolean): void {
    for (const mail of this.#mails) if (matches(mail)) this.#void.add(mail.notificationId);
  }

  #isGood(mail: Mail, use: MailUse): boolean {
    const isSpent = this.#used.get(mail.notificationId)?.has(use) === true || this.#void.has(mail.notificationId);
    return USES[mail.kind].includes(use) && !isSpent && this.#clock.now() < mail.expireTime;
  }
}

/** `123-456`. */
const makeCode = (): string => `${randomInt(100, 1000)}-${randomInt(100, 1000)}`;
const digits = (code: string): string => code.replace(/\D/g, '');
