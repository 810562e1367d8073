// test support: a service for scriptedServer with an account and conversations of one message each, which a test changes where it likes.
import { type Asked, type Script, sendJson } from './scripted-server.js';
import type { Line } from './sync.js';

export const header = (conversation_id: string, more: Line = {}): Line => ({
  mk_rec_type: 'conv',
  conversation_id,
  last_message_nr: 1,
  join_message_nr: 1,
  topic: conversation_id,
  ...more,
});

/** The conversation that a request is about; undefined when it is about none. */
export const conversationOf = ({ path }: Asked): string | undefined =>
  /^\/api\/conversation\/[a-z_]+\/(\w+)$/.exec(path)?.[1];

/** `listed` are the conversations that conversation/list names now; `special` may answer first and says whether it did. */
export const smallService =
  (listed: () => readonly Line[], special: (...asked: Parameters<Script>) => boolean = () => false): Script =>
  (asked, response, earlier) => {
    if (special(asked, response, earlier)) return;
    switch (asked.path) {
      case '/api/account/login':
        return sendJson(
          response,
          { account_id: String(asked.body.email), ticket: 't' },
          { headers: { 'set-cookie': 'token_id=s;' } },
        );
      case '/api/account/poll':
        return sendJson(response, { event_horizon: 7, stream: [] });
      case '/api/conversation/list':
        return sendJson(response, {
          conversations: asked.body.sync_horizon === 0 ? listed() : [],
          sync_horizon: 1,
        });
    }
    const id = conversationOf(asked);
    const one = listed().find(({ conversation_id }) => conversation_id === id) ?? header(String(id));
    return sendJson(
      response,
      id === undefined
        ? { stream: [] }
        : { header: { ...one, bw_message_nr: 1, fw_message_nr: 1 }, stream: [message(id)] },
    );
  };

const message = (conversation_id: string): Line => ({
  mk_rec_type: 'message',
  conversation_id,
  message_nr: 1,
  account_id: 'author',
  mk_message_type: 'text',
  message: '<msg><p>x</p></msg>',
});
