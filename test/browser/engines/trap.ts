// test support: a proxy that lets nothing through and notes who asked for what, for browsers that do not tell of their requests.
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface Trap extends AsyncDisposable {
  /** `127.0.0.1:40123` */
  readonly address: string;
  readonly port: number;
}

/** `note` is given the first line of each request, or that of a handshake which is none. */
export async function startTrap(note: (request: string) => void): Promise<Trap> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => {
      note(/^[\x20-\x7e]+/.exec(bytes.toString('latin1'))?.[0] ?? 'a connection');
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = server.address();
  const port = typeof found === 'object' && found !== null ? found.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const trap = await startTrap(() => undefined);
  await trap[Symbol.asyncDispose]();
  return trap.port;
}
