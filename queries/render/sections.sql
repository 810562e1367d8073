-- title: Sections of task boards, in the order of the board
SELECT conversation_id, section_id, shown_name(name) AS name, mk_section_subtype, coalesce(is_deleted, false) AS is_deleted
FROM sections
ORDER BY conversation_id NULLS FIRST, weight DESC NULLS LAST, section_id
