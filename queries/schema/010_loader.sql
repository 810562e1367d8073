-- Schema 10: which loader made the tables (src/store/origin.ts), and up to which page. NULL for tables of before it was noted.
ALTER TABLE load_position ADD COLUMN loader INTEGER;
ALTER TABLE load_position ADD COLUMN loader_page_nr BIGINT;
