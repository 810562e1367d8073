// lib: a text as one word of a command line that somebody may copy into a shell.

/** As it is where no shell would read more into it, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
