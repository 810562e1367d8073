-- Load, step 4b: fields of a wrong type, records that cannot be placed, record types that the wire document does not know.
INSERT INTO new_problems
SELECT 'message', concat_ws('/', field_text(s.record, 'conversation_id'), field_text(s.record, 'message_nr'), field_text(s.record, 'flow_message_nr')),
  f.key, 'wrong type', left(f.value::VARCHAR, 200)
FROM staged AS s, json_each(s.record) AS f JOIN wire_types AS w ON w.mk_rec_type = 'message' AND w.field = f.key
WHERE s.mk_rec_type = 'message' AND s.is_suspicious AND f.key <> 'message_nr' AND is_wrong_type(w.kind, f.value);

INSERT INTO new_problems
SELECT DISTINCT 'message', md5(record::VARCHAR), 'message_nr', 'no usable key', left(record::VARCHAR, 200)
FROM staged
WHERE mk_rec_type = 'message'
  AND (field_text(record, 'conversation_id') IS NULL OR number_of_message(field_text(record, 'message_nr')) IS NULL);

-- New types appear over time (section 8, quirk 17): kept in the journal, named here, never fatal.
INSERT INTO new_problems
SELECT DISTINCT mk_rec_type, '', 'mk_rec_type', 'unknown record type', NULL::VARCHAR
FROM staged
WHERE mk_rec_type NOT IN ('', 'message', 'conv', 'contact', 'file', 'preview', 'team', 'label', 'hook', 'section', 'reminder', 'activity',
  'lastseen', 'lock', 'poke', 'request', 'upload', 'org_header', 'org_member', 'org_conv', 'org_changelog', 'billing', 'transaction', 'smtp',
  'mail', 'mailinfo', 'mail_conf_progress', 'external_account', 'hangout_activity', 'archive_run', 'archive_file', 'archive_gap', 'archive_gone');
