// store: the fields of a message record that the load reads, with DuckDB's types (fleep-wire.md, section 4.2).

const FIELDS = {
  mk_rec_type: 'VARCHAR',
  conversation_id: 'VARCHAR',
  // A cast would make a number of `true` and of 5.5: the load looks at it first.
  message_nr: 'VARCHAR',
  flow_message_nr: 'BIGINT',
  prev_message_nr: 'BIGINT',
  ref_message_nr: 'BIGINT',
  reply_to_message_nr: 'BIGINT',
  inbox_nr: 'BIGINT',
  account_id: 'VARCHAR',
  mk_message_type: 'VARCHAR',
  mk_message_state: 'VARCHAR',
  message: 'VARCHAR',
  subject: 'VARCHAR',
  sender_name: 'VARCHAR',
  posted_time: 'BIGINT',
  edited_time: 'BIGINT',
  edit_account_id: 'VARCHAR',
  tags: 'VARCHAR[]',
  section_id: 'VARCHAR',
  task_weight: 'BIGINT',
  pin_weight: 'BIGINT',
  pinned_account_id: 'VARCHAR',
  tasked_account_id: 'VARCHAR',
  assignee_ids: 'VARCHAR[]',
  reactions: 'JSON',
  mail_hdrs: 'JSON',
  hook_key: 'VARCHAR',
  attachments: 'JSON',
} as const;

/** The record as a DuckDB STRUCT type: the quick way, which fails on the first value of another kind. */
export const messageStructType = `STRUCT(${Object.entries(FIELDS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`;

/** The record as a structure for json_transform: the tolerant way, which makes such a value NULL. */
export const messageStructure = JSON.stringify(
  Object.fromEntries(Object.entries(FIELDS).map(([name, type]) => [name, type === 'VARCHAR[]' ? ['VARCHAR'] : type])),
);
