-- Load, step 0: helpers that live as long as the connection.
-- Once a connection.

-- Unix seconds → TIMESTAMP in UTC; NULL outside the years 1 to 9999.
CREATE OR REPLACE TEMP MACRO unix_time(seconds) AS
  CASE WHEN seconds BETWEEN -62135596800 AND 253402300799 THEN make_timestamp(seconds * 1000000) END;

-- Whether a number is a time outside of these years. NULL for none.
CREATE OR REPLACE TEMP MACRO is_no_time(seconds) AS seconds NOT BETWEEN -62135596800 AND 253402300799;

-- The number of a message from its text: a whole number that JavaScript holds too. NULL: anything else, which is no number of a message
-- and must not be taken for that of another one. A cast alone would round 5.5.
CREATE OR REPLACE TEMP MACRO number_of_message(value) AS CASE
  WHEN TRY_CAST(value AS BIGINT) BETWEEN 0 AND 9007199254740991 AND TRY_CAST(value AS BIGINT) = TRY_CAST(value AS DOUBLE) AND NOT contains(value, '_')
  THEN TRY_CAST(value AS BIGINT)
END;

-- The JSON field as text, NULL for JSON null and for what is absent.
CREATE OR REPLACE TEMP MACRO field_text(record, field) AS json_extract_string(record, '$.' || field);

-- The record with the field before all others, where it does not have it or only as null: of a name that comes twice the first counts, as
-- for all of DuckDB's JSON functions. Nowhere in the load with json_merge_patch, which calls itself for every level of a value and ends the
-- process at one that is nested some 100,000 levels deep.
CREATE OR REPLACE TEMP MACRO with_field(record, field, value) AS CASE
  WHEN value IS NULL OR field_text(record, field) IS NOT NULL THEN record
  ELSE ('{' || to_json(field) || ':' || to_json(value) ||
    CASE WHEN regexp_full_match(record::VARCHAR, '\{\s*\}') THEN '}' ELSE ',' || substr(record::VARCHAR, 2) END)::JSON
END;

-- A record with the id that its path says: `conversations/<id>`, `conversations/<id>/messages` and `contacts/<id>` of a history that
-- somebody wrote down (src/import/).
CREATE OR REPLACE TEMP MACRO placed_record(record, path) AS CASE
  WHEN starts_with(path, 'conversations/') AND ends_with(path, '/messages')
    THEN with_field(record, 'conversation_id', nullif(substr(path, 15, length(path) - 23), ''))
  WHEN starts_with(path, 'conversations/') THEN with_field(record, 'conversation_id', nullif(substr(path, 15), ''))
  WHEN starts_with(path, 'contacts/') THEN with_field(record, 'account_id', nullif(substr(path, 10), ''))
  ELSE record
END;

-- Where in the journal a record stands.
CREATE OR REPLACE TEMP MACRO place_of(page_nr, record_index) AS (page_nr << 31) + record_index;

-- The key of a file or a preview, from its record and from its row alike. NULL without a conversation.
CREATE OR REPLACE TEMP MACRO attachment_key(conversation_id, message_nr, name) AS
  conversation_id || '/' || coalesce(message_nr::VARCHAR, '') || '/' || coalesce(name, '');

-- The records of `attachments`: a list, or a map of them (fleep-wire.md, section 11, question 16). What is neither is one that cannot be read.
CREATE OR REPLACE TEMP MACRO attachment_records(attachments) AS CASE coalesce(json_type(attachments), 'NULL')
  WHEN 'ARRAY' THEN json_extract(attachments, '$[*]')
  WHEN 'OBJECT' THEN json_extract(attachments, '$.*')
  WHEN 'NULL' THEN []
  ELSE [attachments]
END;

-- What a record inside of a message is. Without a type it is known as the export's own reader knows it (section 7): a preview has a title
-- or the address of a page. NULL: neither a file nor a preview.
CREATE OR REPLACE TEMP MACRO attachment_type(record) AS CASE
  WHEN field_text(record, 'mk_rec_type') IN ('file', 'preview') THEN field_text(record, 'mk_rec_type')
  WHEN field_text(record, 'mk_rec_type') IS NOT NULL THEN NULL
  WHEN coalesce(nullif(field_text(record, 'title'), ''), nullif(field_text(record, 'attached_url'), '')) IS NOT NULL THEN 'preview'
  WHEN field_text(record, 'file_url') <> '' THEN 'file'
END;

-- Who a value in `reactions` says has reacted: a text, the account_id of an object or else its keys. What says nobody is [NULL]. Of a mere
-- text and of keys only what has the form of an id is one.
CREATE OR REPLACE TEMP MACRO one_reacting(value) AS CASE
  WHEN field_text(value, 'account_id') <> '' THEN [field_text(value, 'account_id')]
  ELSE coalesce(nullif(list_filter(
    CASE json_type(value) WHEN 'VARCHAR' THEN [json_extract_string(value, '$')] WHEN 'OBJECT' THEN json_keys(value) END,
    lambda id: regexp_full_match(id, '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')), []), [NULL])
END;

-- fleep-wire.md, section 4.2: what each reaction holds is not established, usually a list of account ids, in whatever form.
CREATE OR REPLACE TEMP MACRO reacting(people) AS CASE
  WHEN json_type(people) = 'ARRAY' AND json_array_length(people) > 0
    THEN flatten(list_transform(json_extract(people, '$[*]'),
      lambda one: if(json_type(one) = 'VARCHAR', [nullif(json_extract_string(one, '$'), '')], one_reacting(one))))
  ELSE one_reacting(people)
END;

-- What lists without an order say (fleep-wire.md, section 4.2): tags may come twice and in any order, and so may people.
CREATE OR REPLACE TEMP MACRO list_meaning(list) AS list_sort(list_distinct(list));

-- The same for reactions: neither the order of the keys nor that of the people says anything. What is no object is as it came.
CREATE OR REPLACE TEMP MACRO reactions_meaning(reactions) AS CASE WHEN reactions IS NOT NULL THEN coalesce(
  list_sort(list_transform(map_entries(TRY_CAST(reactions AS MAP(VARCHAR, JSON))), lambda entry: [entry.key,
    CASE WHEN json_type(entry.value) = 'ARRAY' THEN list_meaning(json_extract(entry.value, '$[*]')::VARCHAR[])::VARCHAR ELSE json(entry.value)::VARCHAR END
  ]))::VARCHAR,
  reactions::VARCHAR) END;

-- a/b, NULL when either is absent.
CREATE OR REPLACE TEMP MACRO joint_key(a, b) AS a || '/' || b;

-- a and b of it, where b has no slash, which an account id never has.
CREATE OR REPLACE TEMP MACRO before_last_slash(key) AS regexp_extract(key, '^(.*)/', 1, 's');
CREATE OR REPLACE TEMP MACRO after_last_slash(key) AS regexp_extract(key, '[^/]*$');

-- What makes two records of one type the same record (fleep-wire.md, section 4.0). NULL: it cannot be told apart.
CREATE OR REPLACE TEMP MACRO record_key(mk_rec_type, record) AS CASE mk_rec_type
  WHEN 'conv' THEN field_text(record, 'conversation_id')
  WHEN 'contact' THEN field_text(record, 'account_id')
  WHEN 'file' THEN attachment_key(field_text(record, 'conversation_id'), number_of_message(field_text(record, 'message_nr')),
                                  coalesce(field_text(record, 'attachment_id'), field_text(record, 'file_url')))
  WHEN 'preview' THEN attachment_key(field_text(record, 'conversation_id'), number_of_message(field_text(record, 'message_nr')),
                                     coalesce(field_text(record, 'attachment_id'), field_text(record, 'attached_url')))
  WHEN 'team' THEN field_text(record, 'team_id')
  WHEN 'label' THEN field_text(record, 'label_id')
  -- Whose it is not is told no key (fleep-wire.md, section 3.10). 51_hook_keys.sql makes both the same record.
  WHEN 'hook' THEN joint_key(field_text(record, 'conversation_id'),
                             coalesce(nullif(field_text(record, 'hook_key'), ''), nullif(field_text(record, 'hook_id'), '')))
  WHEN 'section' THEN joint_key(coalesce(field_text(record, 'conversation_id'), ''), field_text(record, 'section_id'))
  WHEN 'reminder' THEN field_text(record, 'reminder_id')
  WHEN 'org_header' THEN field_text(record, 'organisation_id')
  WHEN 'org_member' THEN joint_key(field_text(record, 'organisation_id'), field_text(record, 'account_id'))
  WHEN 'archive_run' THEN field_text(record, 'run_id')
  WHEN 'archive_file' THEN field_text(record, 'file_url')
  WHEN 'archive_gap' THEN field_text(record, 'gap_id')
  WHEN 'archive_gone' THEN field_text(record, 'conversation_id')
END;

-- The type and the key of the record that a `conv_seat` and its like say more of, for one account (src/store/viewpoints.ts).
CREATE OR REPLACE TEMP MACRO seen_type(mk_rec_type) AS regexp_replace(mk_rec_type, '_seat$', '');
CREATE OR REPLACE TEMP MACRO seen_key(mk_rec_type, record_key) AS
  CASE WHEN ends_with(mk_rec_type, '_seat') THEN before_last_slash(record_key) ELSE record_key END;

-- Whether a message of this type says who is a member no more.
CREATE OR REPLACE TEMP MACRO ends_membership(mk_message_type) AS
  mk_message_type IN ('leave', 'kick', 'kickV2', 'kick_team', 'deleteV1');

-- Whether a message of this type says who is a member. Who goes passive is one, and stays one.
CREATE OR REPLACE TEMP MACRO changes_members(mk_message_type) AS
  mk_message_type IN ('create', 'add', 'add_team', 'add_teamV2', 'passiveV1', 'joinV1', 'autojoin') OR ends_membership(mk_message_type);
