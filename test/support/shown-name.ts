// test: the name, or '' where a reader would see nothing of it (queries/schema/015_shown_names.sql), written once more.

const BLANK = /^(?:[\s\p{Z}\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5|[\ufe00-\ufe0f])*$/u;

export const shownName = (name: string): string => (BLANK.test(name) ? '' : name);
