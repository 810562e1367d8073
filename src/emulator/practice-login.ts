// emulator: who signs in to a world that names nobody: a synthetic one, an archive, a file without an account line.

export const PRACTICE_LOGIN = { email: 'archivist@example.org', password: 'correct horse' };

/** The account line that stands for the one that is missing. */
export const practiceAccount = {
  mk_rec_type: 'account',
  account_id: 'a0c41e57-7000-4000-8000-000000000001',
  display_name: 'Archivist',
  ...PRACTICE_LOGIN,
};
