// lib: conversations that a user chose by what they typed, for every command that has --conversation and --exclude.

export interface Choice {
  /** Ids or parts of titles, in any case; empty: all. */
  readonly conversations: readonly string[];
  readonly exclude: readonly string[];
}

/** Whether what a user typed means a conversation: its id, or a part of its title. `title` is '' for one that has none. */
export const meansConversation = (typed: string, id: string, title: string): boolean =>
  id === typed || (title !== '' && title.toLowerCase().includes(typed.toLowerCase()));

export const isChosen = ({ conversations, exclude }: Choice, id: string, title: string): boolean =>
  (conversations.length === 0 || conversations.some((typed) => meansConversation(typed, id, title))) &&
  !exclude.some((typed) => meansConversation(typed, id, title));
