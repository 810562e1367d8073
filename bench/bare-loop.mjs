// bench: what a sync cannot be faster than: the same requests, in the same order within a conversation, with the same concurrency,
// bodies thrown away. Reads the list of calls from the archive that a sync made.
import pLimit from 'p-limit';
import { Agent } from 'undici';

const [, , url, listFile, concurrencyText] = process.argv;
const { readFileSync } = await import('node:fs');
const calls = JSON.parse(readFileSync(listFile, 'utf8'));
const concurrency = Number(concurrencyText);
const agent = new Agent({ connections: concurrency + 1 });
const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip' };
let ticket;

async function send(method, path, body) {
  const answer = await agent.request({
    origin: url,
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify({ ...body, ticket }) }),
  });
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
  return answer;
}

const login = await send('POST', '/api/account/login', {
  email: process.env.FLEEP_EMAIL,
  password: process.env.FLEEP_PASSWORD,
});
headers.cookie = String(login.headers['set-cookie']).split(';')[0];
({ ticket } = await login.body.json());

const ask = async ({ call, args }) => {
  const answer = call.startsWith('GET ')
    ? await send('GET', call.slice(4))
    : await send('POST', `/api/${call}`, { ...JSON.parse(args), api_version: 2 });
  for await (const _chunk of answer.body);
};

// One queue for what a sync asks one after the other, one for each conversation, one for each file.
const queues = new Map();
for (const call of calls) {
  const id = call.call.startsWith('GET ') ? call.call : (/^conversation\/\w+\/(.+)$/.exec(call.call)?.[1] ?? 'account');
  queues.set(id, [...(queues.get(id) ?? []), call]);
}
const limit = pLimit(concurrency);
for (const call of queues.get('account') ?? []) await ask(call);
queues.delete('account');
await limit.map([...queues.values()], async (queue) => {
  for (const call of queue) await ask(call);
});
await agent.close();
