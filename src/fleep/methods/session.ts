// fleep/methods: signing in and out, and how an account comes to be (fleep-wire.md, sections 1.2, 1.3 and 2, rows 1–5, 9, 10, 14).
// Invariant: only login and logout are of the safety `session`; whatever makes or confirms an account is a write.
import { loginAnswer } from './common.js';
import { optional, reads, required, session, writes } from './row.js';

export const sessionMethods = {
  loginAccount: session('account/login', {
    row: 1,
    see: '1.2',
    isPublic: true,
    inputs: {
      email: required('text', 'email'),
      password: required('text', 'password'),
      remember_me: optional('boolean', 'rememberMe'),
    },
    answer: loginAnswer,
    note: 'Also sets the cookie token_id. A wrong e-mail or password is answered with 431. A Fleep id does for the e-mail.',
  }),
  logoutAccount: session('account/logout', { row: 2, see: '1.3', answer: {} }),
  checkSession: reads('/globals/auth', {
    see: '1.3, 2 (read methods absent from the seed)',
    via: 'GET',
    note: '401 when the session is dead. What it says of a living one is not established.',
  }),
  createAccount: writes('account/register', {
    row: 3,
    isPublic: true,
    inputs: {
      email: required('text', 'email'),
      password: required('text', 'password'),
      display_name: optional('text', 'displayName'),
      referer: optional('text', 'referer'),
      use_code: optional('boolean', 'useCode'),
    },
    note: 'The service mails a code.',
  }),
  repeatEmailCode: writes('account/register/v2', {
    row: 4,
    isPublic: true,
    inputs: {
      email: required('text', 'email'),
      referer: optional('text', 'referer'),
      landing: optional('text'),
    },
  }),
  sendResetPasswordLink: writes('account/reset_password', {
    row: 5,
    see: '1.5',
    isPublic: true,
    inputs: { email: required('text', 'email') },
    note: 'The service mails a link. Too many an hour are refused with 431.',
  }),
  confirmNewPassword: writes('account/confirm_password', {
    see: '2 (row 5 and other mutating paths)',
    isPublic: true,
    inputs: { notification_id: required('text'), password: required('text') },
  }),
  confirmAccount: writes('account/confirm', {
    row: 9,
    isPublic: true,
    inputs: { notification_id: required('text', 'notificationId') },
    answer: loginAnswer,
  }),
  confirmAndConfigureAccount: writes('account/confirm/v2', {
    row: 10,
    isPublic: true,
    inputs: {
      notification_id: required('text', 'notificationId'),
      display_name: required('text', 'displayName'),
      password: required('text', 'password'),
      fleep_address: required('text', 'fleepAddress'),
      phone_nr: optional('text'),
      is_newsletter_disabled: optional('boolean'),
    },
    answer: loginAnswer,
    note: 'The wrapper behind the seed posts it to account/export/start, which is another call.',
  }),
  getNotificationIdForFurtherRequests: writes('account/prepare/v2', {
    row: 14,
    isPublic: true,
    inputs: {
      notification_id: optional('text', 'notificationId'),
      registration_code: optional('text', 'registrationCode'),
      registration_mail: optional('text', 'registrationMail'),
    },
    answer: { notification_id: 'text' },
  }),
  unsubscribeForNotification: writes('account/unsubscribe', {
    row: 19,
    isPublic: true,
    inputs: { notification_id: required('text', 'notificationId') },
  }),
} as const;
