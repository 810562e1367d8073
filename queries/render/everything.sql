-- title: What the tables were made from, as one number: every page of the journal, and its hashes
SELECT concat_ws(' ', version(), count(*), sum(hash(*COLUMNS(*)))) AS print FROM api_calls
