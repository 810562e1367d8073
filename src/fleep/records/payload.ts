// fleep/records: fields of the JSON in the `message` of each mk_message_type that carries any (fleep-wire.md, section 4.3).
// Invariant: a type that is not here has no payload that was ever seen; what it carries is kept all the same.
import type { FieldTable } from './field-types.js';

const said = { sysmsg_text: 'text' } as const satisfies FieldTable;
const organisation = { org_name: 'text', organisation_id: 'organisation' } as const satisfies FieldTable;
const people = { members: 'account[]' } as const satisfies FieldTable;
const disclosed = { ...people, ...said, team_ids: 'team[]', team_names: 'text[]' } as const satisfies FieldTable;
const hooked = { hook_name: 'text', hook_key: 'text' } as const satisfies FieldTable;
const topic = { topic: 'text' } as const satisfies FieldTable;

/** The body of a message in the storage and export form: XML, and its files and previews with it. */
const v2 = {
  message: 'text',
  subject: 'text',
  is_url_preview_disabled: 'boolean',
  attachments: 'record[]',
} as const satisfies FieldTable;

/** One message for each file, up to 2014. */
const oldFile = {
  file_name: 'text',
  file_id: 'text',
  file_size: 'integer',
  file_url: 'text',
  file_original_url: 'text',
  width: 'integer',
  height: 'integer',
  'thumb_url_*': 'text',
  file_type: 'text',
  is_deleted: 'boolean',
} as const satisfies FieldTable;

export const payloadTables = {
  textV2: v2,
  emailV2: v2,
  create: { ...people, ...topic, ...organisation },
  add: people,
  add_teamV2: { ...people, ...said, team_id: 'team', team_name: 'text' },
  add_team: { teams: 'team[]' },
  kick_team: { teams: 'team[]' },
  leave: {},
  kick: people,
  kickV2: { ...people, ...organisation, ...said },
  topic,
  alerts: { mk_alert_level: 'text' },
  disclose: disclosed,
  discloseV2: disclosed,
  hook: hooked,
  unhook: hooked,
  file: oldFile,
  delfile: { file_names: 'any' },
  hangout: { hangout_id: 'text' },
  call: {},
  replace: {},
  share: said,
  unshare: said,
  show: said,
  unshow: said,
  url_previews: said,
  no_url_previews: said,
  autojoin: said,
  signin: said,
  passiveV1: said,
  joinV1: said,
  unmanage: { ...organisation, ...said },
  deleteV1: { ...people, ...organisation, ...said },
  closeV1: topic,
  closeV2: topic,
  enable_done_notifs: said,
  disable_done_notifs: said,
  task_completed: { ...said, task_message_nr: 'integer' },
  bounce: said,
  sysmsg: said,
  delete: said,
} as const satisfies Readonly<Record<string, FieldTable>>;

export type PayloadType = keyof typeof payloadTables;
