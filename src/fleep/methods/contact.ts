// fleep/methods: contacts and e-mail aliases (fleep-wire.md, sections 2 and 3.10).
// Invariant: the answers differ (section 8, quirk 10): contact/sync is the record itself, all and list have `contacts`, the rest `stream`.
import { streamAnswer } from './common.js';
import { optional, reads, required, writes } from './row.js';

const contactsAnswer = { contacts: 'records' } as const;

export const contactMethods = {
  synchronizeAllContact: reads('contact/sync/all', {
    row: 66,
    see: '3.10',
    inputs: { ignore: optional('account[]', 'ignoreIds'), search_str: optional('text', 'searchString') },
    answer: contactsAnswer,
    note: 'Former members of conversations need not be in it.',
  }),
  synchronizeContactList: reads('contact/sync/list', {
    row: 67,
    inputs: { contacts: required('account[]', 'contactsIds') },
    answer: contactsAnswer,
  }),
  synchronizeContact: reads('contact/sync', {
    row: 64,
    inputs: { contact_id: required('account', 'contactIds') },
    record: 'contact',
    note: 'Takes one id; the seed says list. Of one’s own id it gives the fields that only the owner sees.',
  }),
  synchronizeContactActivity: reads('contact/sync/activity', {
    row: 65,
    inputs: { contacts: required('account[]', 'contactIds') },
    answer: streamAnswer,
    note: 'lastseen records; none for an account that was never active.',
  }),
  describeFofContact: writes('contact/describe', {
    row: 61,
    inputs: {
      contact_id: required('account', 'contactId'),
      contact_name: optional('text', 'contactName'),
      phone_nr: optional('text', 'phoneNumber'),
    },
    note: 'Spelled so in the seed.',
  }),
  hideContact: writes('contact/hide', {
    row: 62,
    inputs: { contacts: required('account[]', 'contactIds') },
    answer: { contacts: 'text[]' },
    note: 'Ids, whose records are fetched by contact/sync/list.',
  }),
  importContact: writes('contact/import', {
    row: 63,
    inputs: { contact_list: required('object[]', 'contacts') },
    answer: streamAnswer,
    note: 'A list of {addr_full, addr_descr, phone_nr, mk_addr_type}.',
  }),
  removeContactFromConversation: writes('contact/unlist', {
    row: 68,
    inputs: { contact_id: required('account', 'contactsId') },
    note: 'Takes a contact out of the suggestions; nobody leaves a conversation.',
  }),
} as const;

export const aliasMethods = {
  synchronizeEmailAlias: reads('alias/sync', {
    row: 74,
    see: '3.10',
    answer: { failed: 'any', stream: 'records' },
    note: 'The owner with alias_account_ids, and one contact for each alias.',
  }),
  addEmailAlias: writes('alias/add', {
    row: 71,
    inputs: { emails: required('text', 'email') },
    answer: streamAnswer,
  }),
  confirmEmailAlias: writes('alias/confirm', {
    row: 72,
    inputs: { notification_id: required('uuid', 'notificationId') },
  }),
  removeEmailAlias: writes('alias/remove', {
    row: 73,
    inputs: { emails: required('text', 'email') },
    answer: streamAnswer,
  }),
} as const;
