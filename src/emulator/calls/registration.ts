// emulator/calls: signing in, and how an account and a password come to be (fleep-wire.md 1.2, section 2, rows 1, 3 to 5, 9, 10, 14, 19).
// Invariant: a notification is spent when what it is for has happened, and only then; what is wrong with it is answered with 431.
import { badRequest, refused } from '../api-error.js';
import { booleanArgument, requiredText, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { changeContact } from '../live/accounts/contacts.js';
import { findByName } from '../live/accounts/fleep-ids.js';
import type { Mail } from '../live/accounts/outbox.js';
import { register, requireFreeEmail, suggestionsFor } from '../live/accounts/registrations.js';
import { addressesIn } from '../live/conversations/invited.js';
import { joinByMail } from '../live/organisations/org-invitations.js';
import { done, emailOf, type OpenAnswer, type OpenCall, type OpenHandler, signedIn } from './open-call.js';

export const registrationCalls: Readonly<Record<string, OpenHandler>> = {
  'account/login': login,
  'account/register': (call) => {
    const { body } = call;
    const details = { password: requiredText(body, 'password'), displayName: textArgument(body, 'display_name') ?? '' };
    return sendConfirmation(call, details, body.use_code === true);
  },
  'account/register/v2': (call) => sendConfirmation(call, {}, true),
  'account/prepare/v2': prepare,
  'account/confirm': (call) => {
    const mail = call.world.outbox.get(requiredText(call.body, 'notification_id'), 'register');
    const { password, displayName = '' } = mail.details;
    if (password === undefined) throw badRequest('password is missing.');
    return confirm(call, mail, { password, displayName });
  },
  'account/confirm/v2': (call) => {
    const { body } = call;
    const mail = call.world.outbox.get(requiredText(body, 'notification_id'), 'register');
    return confirm(call, mail, {
      password: requiredText(body, 'password'),
      displayName: requiredText(body, 'display_name'),
      fleepAddress: textArgument(body, 'fleep_address'),
      fields: optionalFields(body),
    });
  },
  'account/reset_password': resetPassword,
  'account/confirm_password': confirmPassword,
  'account/unsubscribe': (call) => {
    const { world, changes, body } = call;
    const mail = world.outbox.get(requiredText(body, 'notification_id'), 'unsubscribe');
    world.outbox.spend(mail, 'unsubscribe');
    if (mail.accountId !== undefined) changeContact(world, changes, mail.accountId, { mk_email_interval: 'never' });
    return done;
  },
};

function login(call: OpenCall): OpenAnswer {
  const { sessions, body } = call;
  const account = sessions.authenticate(requiredText(body, 'email'), requiredText(body, 'password'));
  return signedIn(call, account.accountId, body.remember_me === true);
}

function sendConfirmation(call: OpenCall, details: Record<string, string>, withCode: boolean): OpenAnswer {
  const { world, body } = call;
  const email = addressesIn(requiredText(body, 'email'))[0]?.email;
  if (email === undefined) throw badRequest('email must be an e-mail address.');
  requireFreeEmail(world, email);
  world.limits.count('code', email);
  world.outbox.cancel(({ kind, to }) => kind === 'registration' && to === email);
  world.outbox.send({
    kind: 'registration',
    to: email,
    subject: withCode ? 'Fleep confirmation code' : 'Confirm your Fleep account',
    body: 'Use the code or the link to confirm your Fleep account.',
    withCode: true,
    details,
  });
  return done;
}

/** Trades a code, or a link that is still good, for the notification id that confirm takes. */
function prepare({ world, body }: OpenCall): OpenAnswer {
  const code = textArgument(body, 'registration_code');
  const mail =
    code === undefined
      ? world.outbox.get(requiredText(body, 'notification_id'), 'register')
      : world.outbox.getByCode(requiredText(body, 'registration_mail'), code, 'register');
  const name = mail.details.displayName ?? '';
  return {
    json: JSON.stringify({
      notification_id: mail.notificationId,
      email: mail.to,
      display_name: name,
      suggestions: suggestionsFor(world, mail.to, name),
    }),
  };
}

interface Profile {
  readonly password: string;
  readonly displayName: string;
  readonly fleepAddress?: string | undefined;
  readonly fields?: WireRecord;
}

function confirm(call: OpenCall, mail: Mail, profile: Profile): OpenAnswer {
  const { world, changes } = call;
  if (profile.password === '') throw refused('weak_password', 'Password is too short!');
  const accountId = register(world, changes, { email: mail.to, ...profile });
  world.outbox.spend(mail, 'register');
  if (mail.kind === 'org_invite') joinByMail(world, changes, mail, accountId);
  return signedIn(call, accountId);
}

function optionalFields(body: WireRecord): WireRecord {
  const phone = textArgument(body, 'phone_nr');
  const isDisabled = booleanArgument(body, 'is_newsletter_disabled');
  return {
    ...(phone === undefined ? {} : { phone_nr: phone }),
    ...(isDisabled === undefined ? {} : { is_newsletter_disabled: isDisabled }),
  };
}

/** Says nothing of whether the address has an account. */
function resetPassword({ world, body }: OpenCall): OpenAnswer {
  const email = requiredText(body, 'email').trim().toLowerCase();
  world.limits.count('reset', email);
  const account = findByName(world.accounts, email);
  if (account?.password === undefined) return done;
  const { accountId } = account;
  world.outbox.cancel((mail) => mail.kind === 'password_reset' && mail.accountId === accountId);
  world.outbox.send({
    kind: 'password_reset',
    to: emailOf(world, accountId),
    accountId,
    subject: 'Your Fleep account access',
    body: 'Here is your link to reset your password:',
    lifeS: 86_400,
  });
  return done;
}

function confirmPassword({ world, sessions, changes, body }: OpenCall): OpenAnswer {
  const mail = world.outbox.get(requiredText(body, 'notification_id'), 'set_password');
  const password = requiredText(body, 'password');
  if (password === '') throw refused('weak_password', 'Password is too short!');
  const account = world.accounts.find(mail.accountId ?? '');
  if (account?.password === undefined) throw refused('no_account', 'There is no such account any more!');
  world.outbox.spend(mail, 'set_password');
  account.password = password;
  if (world.accounts.fieldsOf(account.accountId).has_password === false) {
    changeContact(world, changes, account.accountId, { has_password: true });
  }
  sessions.signOutEverywhere(account.accountId);
  return done;
}
