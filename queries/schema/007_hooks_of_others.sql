-- Schema 7: a hook whose key the archived accounts are not told is known by its id.
ALTER TABLE hooks ALTER COLUMN hook_key DROP NOT NULL;
