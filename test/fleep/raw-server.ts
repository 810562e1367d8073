// test support: an HTTP server that takes any body, keeps what it was asked byte for byte, signs anybody in and answers the same to all.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface RawAsked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  json(): unknown;
}

export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly RawAsked[];
  /** The last request. */
  last(): RawAsked;
}

/** `statuses` are used up one by one by calls other than the login; then it is 200. */
export async function rawServer({ reply = '{}', statuses = [] as number[] } = {}): Promise<RawServer> {
  const asked: RawAsked[] = [];
  const left = [...statuses];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { method = '', url: path = '', headers } = request;
    asked.push({ method, path, headers, bytes, json: () => JSON.parse(bytes.toString()) });
    if (path === '/api/account/login') {
      response.setHeader('set-cookie', 'token_id=s; Path=/');
      response.end('{"account_id":"a","ticket":"t"}');
    } else {
      response.writeHead(left.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(reply);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked,
    last() {
      const found = asked.at(-1);
      if (found === undefined) throw new Error('Nothing was asked.');
      return found;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
