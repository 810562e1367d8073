// emulator/demo: what a conversation file says, as values. The written form is documented in demo-world/README.md.
// Invariant: entries are in flow order and refer to messages by object, so merging two scripts cannot redirect them.

/** A message that somebody sends; everything that is true of it from the start. */
export interface Say {
  kind: 'say';
  at: number;
  by: string;
  text: string;
  /** Set when a hook or an e-mail sends it. */
  hook?: { name: string; sender: string | undefined };
  mail?: { subject: string; to: string[] };
  files: { path: string; name: string }[];
  previews: { url: string; title: string; description: string; picture: string | undefined }[];
  reactions: { name: string; people: string[] }[];
}

/** A later change of a message; each takes a number of the flow. */
export interface Change {
  kind: 'edit' | 'delete' | 'pin' | 'unpin' | 'task' | 'todo' | 'done' | 'archive';
  at: number;
  by: string;
  target: Say;
  /** New text of an edit; `SECTION > people` of a task. */
  argument: string;
}

/** Something that the service writes into the flow: `verb` is one of the words in system-messages.ts. */
export interface SystemEvent {
  kind: 'system';
  at: number;
  by: string;
  verb: string;
  argument: string;
  target?: Say;
}

export type Entry = Say | Change | SystemEvent;

export interface Script {
  /** `name: value` lines at the top. */
  header: ReadonlyMap<string, string>;
  entries: Entry[];
  /** Messages that the file gives a name to (`#name`). */
  anchors: ReadonlyMap<string, Say>;
}

/** `Kadri, Noam` → two names; an empty text has none. */
export function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
