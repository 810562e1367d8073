// chaos: a proxy in front of the practice server that works on the bare sockets of its clients, and plays what a server cannot: resets,
// answers that end early, stall or drip, ports that refuse, sockets that close when they are used again, spoiled bodies and pages.
// Invariant: a request that no rule strikes passes as it is, and so does its answer.
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request as requestOver, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { callOf, type Rule, type Schedule, strikerOf } from './schedule.js';
import { type Spoiler, type Spoilers, spoilers } from './spoilers.js';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly call: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly asked: Asked;
  readonly answered: Answered;
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly requests: number;
  /** How many requests were struck, by kind. */
  readonly hits: ReadonlyMap<string, number>;
  /** Every question with its answer, as the service gave it. */
  readonly exchanges: readonly Exchange[];
  /** Takes the place of the schedule before, once somebody listens again. */
  play(schedule: Schedule, onChange?: (rule: Rule) => void): Promise<void>;
}

export async function startProxy(origin: string): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const seen = new WeakSet<Socket>();
  const hits = new Map<string, number>();
  const spoil = spoilers();
  const exchanges: Exchange[] = [];
  let strike: (path: string) => Rule | undefined = () => undefined;
  let change: (rule: Rule) => void = () => undefined;
  let requests = 0;
  let port = 0;
  let reopening: Promise<void> | undefined;
  const server = createServer((request, response) => {
    requests += 1;
    const { socket } = request;
    const isUsedAgain = seen.has(socket);
    seen.add(socket);
    const rule = strike(request.url ?? '/');
    if (rule !== undefined) hits.set(rule.kind, (hits.get(rule.kind) ?? 0) + 1);
    serve(request, response, rule, isUsedAgain).catch(() => socket.destroy());
  });
  server.keepAliveTimeout = 75_000;

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    rule: Rule | undefined,
    isUsedAgain: boolean,
  ) {
    const { socket } = request;
    if (rule?.kind === 'refuse') return refuse(socket, Number(rule.ms ?? 20));
    if (rule?.kind === 'reset' && rule.after !== true) return void socket.resetAndDestroy();
    if (rule?.kind === 'reuse_close' && isUsedAgain) return void socket.destroy();
    if (rule?.kind === 'change') change(rule);
    const asked = await read(request);
    const { ask, answer } = spoilerFor(rule, spoil);
    const sent = ask(asked);
    const plain = await forward(origin, agent, sent);
    if (rule?.kind === 'reset') return void socket.resetAndDestroy();
    const given = answer(plain, asked);
    spoil.note(asked.path, plain);
    exchanges.push({ asked: sent, answered: plain });
    if (rule !== undefined && (await breakOff(rule, given, response))) return;
    response.writeHead(given.status, { ...given.headers });
    response.end(given.body);
  }

  /** Nobody listens for a while. */
  async function refuse(socket: Socket, ms: number): Promise<void> {
    socket.resetAndDestroy();
    if (!server.listening) return;
    server.close();
    reopening = delay(ms).then(async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    });
    await reopening;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    hits,
    exchanges,
    async play(schedule, onChange = () => undefined) {
      await reopening;
      strike = strikerOf(schedule);
      change = onChange;
    },
    async [Symbol.asyncDispose]() {
      while (!server.listening) await delay(10);
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const asItIs: Spoiler = { ask: (asked) => asked, answer: (answered) => answered };

const spoilerFor = (rule: Rule | undefined, spoil: Spoilers): Spoiler =>
  (rule === undefined ? undefined : spoil.of(rule)) ?? asItIs;

/** Plays what breaks an answer off; false for a rule of another kind. */
async function breakOff(rule: Rule, given: Answered, response: ServerResponse): Promise<boolean> {
  const { socket } = response;
  const bytes = Math.min(Number(rule.bytes ?? given.body.length >> 1), Math.max(0, given.body.length - 1));
  const part = given.body.subarray(0, bytes);
  if (socket === null) return true;
  switch (rule.kind) {
    case 'reset_body':
      socket.write(Buffer.concat([head(given, `content-length: ${given.body.length}`), part]), () =>
        setTimeout(() => socket.resetAndDestroy(), 2),
      );
      return true;
    case 'early_end':
      socket.end(Buffer.concat([head(given, LENGTHS[String(rule.form)]?.(given) ?? ''), ...partOf(rule, part)]));
      return true;
    case 'stall':
      if (rule.at === 'body') socket.write(Buffer.concat([head(given, `content-length: ${given.body.length}`), part]));
      await once(socket, 'close');
      return true;
    case 'drip':
      await drip(socket, given);
      return true;
    default:
      return false;
  }
}

const LENGTHS: Readonly<Record<string, (given: Answered) => string>> = {
  length: ({ body }) => `content-length: ${body.length}`,
  chunked: () => 'transfer-encoding: chunked',
  close: () => 'connection: close',
};

const partOf = ({ form }: Rule, part: Buffer): Buffer[] =>
  form === 'chunked' ? [Buffer.from(`${(part.length + 1).toString(16)}\r\n`), part] : [part];

async function drip(socket: Socket, given: Answered): Promise<void> {
  socket.write(head(given, `content-length: ${given.body.length}`));
  for (const byte of given.body) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await delay(20);
  }
}

function head({ status, headers }: Answered, length: string): Buffer {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name),
  );
  const lines = kept.flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
  return Buffer.from(`HTTP/1.1 ${status} X\r\n${[...lines, length].join('\r\n')}\r\n\r\n`, 'latin1');
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { method = 'GET', url: path = '/' } = request;
  const kept = ['content-type', 'cookie', 'range', 'accept', 'accept-encoding'];
  const headers = kept.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return { method, path, call: callOf(path), headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}

async function forward(origin: string, agent: Agent, { method, path, headers, body }: Asked): Promise<Answered> {
  const length = body.length > 0 ? { 'content-length': body.length } : {};
  const upstream = requestOver(`${origin}${path}`, { method, agent, headers: { ...headers, ...length } });
  upstream.end(body);
  const [answer]: [IncomingMessage] = await once(upstream, 'response').then(([first]) => [first]);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const kept = Object.entries(answer.headers).filter(
    ([name]) => !/^(connection|keep-alive|date|transfer-encoding)$/.test(name),
  );
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    body: Buffer.concat(chunks),
  };
}
