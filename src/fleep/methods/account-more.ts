// fleep/methods: calls on the account and its clients that the seed leaves out (fleep-wire.md, section 2, below the table).
// Invariant: a call whose inputs the sources do not name is open: it takes any.
import { optional, reads, required, writes } from './row.js';

const see = '2 (other mutating paths)';

export const accountMoreMethods = {
  closeAccount: writes('account/close', {
    see,
    isOpen: true,
    note: 'A member of an organisation cannot close its own account: 430.',
  }),
  openDialog: writes('account/dialog', { see, inputs: { contact_id: required('account') } }),
  configureEmailInterval: writes('account/configure_email_interval', {
    see,
    isOpen: true,
    inputs: { notification_id: optional('text'), email_interval: optional('text') },
  }),
  configurePrimaryEmail: writes('account/configure_primary_email', {
    see,
    inputs: { primary_email: required('text') },
    note: 'The e-mail has to be an alias already.',
  }),
  configureApplePush: writes('account/configure_apn', {
    see,
    isOpen: true,
    inputs: { apn_token: required('text'), token_ids: optional('text[]') },
  }),
  configureAndroidPush: writes('account/configure_android', {
    see,
    isOpen: true,
    inputs: { registration_id: required('text'), token_ids: optional('text[]') },
  }),
  addFleepAddress: writes('fleep_address/add', { see, inputs: { fleep_address: required('text') } }),
  checkClient: reads('client/check', {
    see: '2 (read methods absent from the seed)',
    note: 'Whether the client is new enough and signed in. The answer is not established.',
  }),
  getMarkupSyntax: reads('markup/get_syntax', {
    see: '2 (read methods absent from the seed), 5.3',
    inputs: { utf16: optional('boolean') },
    answer: { syntax: 'object' },
  }),
  submitStats: writes('submit/stats', { see, isOpen: true }),
} as const;
