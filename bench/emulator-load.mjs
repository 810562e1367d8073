// bench: how many messages a second a client of bare sockets draws from the practice server, walking flows backward.
// Prints {"messagesPerSecond": N, "requestsPerSecond": N}.
import { connect } from 'node:net';

const [, , url, secondsText, connectionsText] = process.argv;
const { host, hostname, port } = new URL(url);
const { FLEEP_EMAIL: email, FLEEP_PASSWORD: password } = process.env;
const MESSAGE = Buffer.from('"mk_rec_type":"message"');

/** One connection; requests go one after the other. */
function open() {
  const socket = connect(Number(port), hostname);
  let received = Buffer.alloc(0);
  let done;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const headEnd = received.indexOf('\r\n\r\n') + 4;
    if (headEnd < 4) return;
    const head = received.toString('latin1', 0, headEnd);
    const end = headEnd + Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (received.length < end) return;
    const answer = { head, body: received.subarray(headEnd, end) };
    received = received.subarray(end);
    done(answer);
  });
  const post = (path, fields, cookie) => {
    const body = JSON.stringify(fields);
    const lines = [
      `POST /api/${path} HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    if (cookie !== undefined) lines.push(`cookie: ${cookie}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    return new Promise((resolve) => {
      done = resolve;
    });
  };
  return { post, close: () => socket.destroy() };
}

function countMessages(body) {
  let count = 0;
  for (let at = body.indexOf(MESSAGE); at !== -1; at = body.indexOf(MESSAGE, at + MESSAGE.length)) count += 1;
  return count;
}

const first = open();
const login = await first.post('account/login', { email, password });
const cookie = /token_id=[^;]+/.exec(login.head)?.[0];
const { ticket } = JSON.parse(login.body);
const listed = await first.post('conversation/list', { sync_horizon: 0, ticket }, cookie);
const { conversations } = JSON.parse(listed.body);
first.close();

const started = performance.now();
const deadline = started + Number(secondsText) * 1000;
const drawn = { messages: 0, requests: 0 };

async function walk({ conversation_id, last_message_nr }) {
  const connection = open();
  let from = last_message_nr + 1;
  while (performance.now() < deadline) {
    const fields = { from_message_nr: from, ticket };
    const { head, body } = await connection.post(`conversation/sync_backward/${conversation_id}`, fields, cookie);
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(head);
    drawn.requests += 1;
    drawn.messages += countMessages(body);
    const low = Number(/"bw_message_nr":(\d+)/.exec(body.toString('latin1', 0, 4_000))?.[1]);
    from = low > 1 ? low : last_message_nr + 1;
  }
  connection.close();
}

await Promise.all(conversations.slice(0, Number(connectionsText)).map(walk));
const seconds = (performance.now() - started) / 1000;
const rate = (count) => Math.round(count / seconds);
console.log(JSON.stringify({ messagesPerSecond: rate(drawn.messages), requestsPerSecond: rate(drawn.requests) }));
