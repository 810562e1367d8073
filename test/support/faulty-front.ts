// test support: a server in front of the practice server that notes every secret that goes through it, and spoils answers as told.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request, and what the practice server answers to it. */
export interface Exchange {
  /** Path below /api/ without the query; the whole path for anything else. */
  readonly call: string;
  /** Of all requests, counted from 1. */
  readonly nth: number;
  /** The request as it came: headers and body. */
  readonly sent: string;
  readonly response: ServerResponse;
  fetch(): Promise<Answered>;
}

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

/** Answers, or returns false to let the practice server do it. */
export type Spoil = (exchange: Exchange) => boolean | Promise<boolean>;

export interface Front extends AsyncDisposable {
  readonly url: string;
  /** Tickets and tokens that were given out or sent. */
  readonly secrets: Set<string>;
  spoil: Spoil;
}

export const untouched: Spoil = () => false;

export async function startFront(origin: string): Promise<Front> {
  const secrets = new Set<string>();
  let nth = 0;
  const server = createServer(async (request, response) => {
    nth += 1;
    const sent = await bytesOf(request);
    noteSecrets(secrets, [request.headers.cookie ?? '', request.url ?? '', sent.toString()].join('\n'));
    const answered = async () => {
      const answer = await forward(origin, request, sent);
      noteSecrets(secrets, `${String(answer.headers['set-cookie'])}\n${answer.body}`);
      return answer;
    };
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const exchange = {
      call: path.replace(/^\/api\//, ''),
      nth,
      sent: `${request.url} ${request.headers.cookie} ${sent}`,
      response,
      fetch: answered,
    };
    if (await front.spoil(exchange)) return;
    send(response, await answered());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const front: Front = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    secrets,
    spoil: untouched,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}

export function send(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, headers);
  response.end(body);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function forward(origin: string, request: IncomingMessage, body: Buffer): Promise<Answered> {
  const { cookie = '', range, 'content-type': type = 'application/json' } = request.headers;
  const answer = await fetch(`${origin}${request.url}`, {
    method: request.method ?? 'GET',
    redirect: 'manual',
    headers: { 'content-type': type, cookie, ...(range === undefined ? {} : { range }) },
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  const kept = ['content-type', 'location', 'retry-after', 'content-range'];
  const headers = kept.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const cookies = answer.headers.getSetCookie();
  return {
    status: answer.status,
    headers: { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) },
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function noteSecrets(secrets: Set<string>, text: string): void {
  for (const [, secret] of text.matchAll(/(?:\b(?:token_id|xs_ticket|ticket)=|"ticket":\s*")([^\s;,"&]{8,})/g)) {
    if (secret !== undefined) secrets.add(secret);
  }
}
