// fleep: the methods that an archiver calls, as data: the real path and what calling it does (fleep-wire.md, section 2).
// Invariant: only methods that change nothing on the server are in this table, so a crawl cannot reach any other.

export type Safety = 'session' | 'read';

interface Method {
  /** Path below /api/; a conversation or team id follows where `takesId`. */
  readonly path: string;
  readonly safety: Safety;
  readonly takesId?: true;
}

export const methods = {
  login: { path: 'account/login', safety: 'session' },
  logout: { path: 'account/logout', safety: 'session' },
  accountSync: { path: 'account/sync', safety: 'read' },
  poll: { path: 'account/poll', safety: 'read' },
  contactSyncAll: { path: 'contact/sync/all', safety: 'read' },
  contactSyncList: { path: 'contact/sync/list', safety: 'read' },
  teams: { path: 'account/sync_teams', safety: 'read' },
  reminders: { path: 'account/sync_reminders', safety: 'read' },
  aliases: { path: 'alias/sync', safety: 'read' },
  classificators: { path: 'classificators', safety: 'read' },
  conversationList: { path: 'conversation/list', safety: 'read' },
  labelConversations: { path: 'label/sync_conversations', safety: 'read' },
  conversationSync: { path: 'conversation/sync', safety: 'read', takesId: true },
  conversationSyncBackward: { path: 'conversation/sync_backward', safety: 'read', takesId: true },
  conversationFiles: { path: 'conversation/sync_files', safety: 'read', takesId: true },
  conversationPins: { path: 'conversation/sync_pins', safety: 'read', takesId: true },
  conversationTeams: { path: 'conversation/sync_teams', safety: 'read', takesId: true },
  conversationHooks: { path: 'conversation/show_hooks', safety: 'read', takesId: true },
  pinboard: { path: 'account/sync_pinboard', safety: 'read' },
  taskboard: { path: 'account/sync_taskboard', safety: 'read' },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

/** What conversation/sync returns around a message (fleep-wire.md, section 3.4). */
export type Direction =
  | 'ic_header'
  | 'ic_tiny'
  | 'ic_full'
  | 'ic_flow'
  | 'ic_end'
  | 'ic_backward'
  | 'ic_forward'
  | 'ic_files'
  | 'ic_pinboard'
  | 'ic_tasks';
