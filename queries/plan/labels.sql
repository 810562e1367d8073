-- Labels whose lists of conversations are worth asking for.
SELECT label_id FROM labels WHERE mk_label_status IS DISTINCT FROM 'removed' ORDER BY label_id
