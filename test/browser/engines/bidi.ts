// test support: WebDriver BiDi, as Firefox speaks it: commands over a WebSocket, and events on the same one.
import { once } from 'node:events';
import { WebSocket } from 'undici';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** A field of an answer, '' where it has none. */
export const textAt = (value: unknown, ...path: string[]): string => {
  const found = path.reduce<unknown>((at, name) => (isFields(at) ? at[name] : undefined), value);
  return typeof found === 'string' ? found : '';
};

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class BidiConnection {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;

  private constructor(socket: WebSocket, onEvent: (method: string, params: unknown) => void) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message: unknown = JSON.parse(String(data));
      if (!isFields(message)) return;
      if (typeof message.id === 'number') this.#answer(message.id, message);
      else onEvent(textAt(message, 'method'), message.params);
    });
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The browser closed the connection.'));
    });
  }

  static async open(address: string, onEvent: (method: string, params: unknown) => void): Promise<BidiConnection> {
    const socket = new WebSocket(address);
    const connection = new BidiConnection(socket, onEvent);
    await once(socket, 'open');
    return connection;
  }

  /** Throws with the browser's own words. */
  call(method: string, params: Fields): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #answer(id: number, message: Fields): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message.type === 'success') waiting?.resolve(message.result);
    else waiting?.reject(new Error(`${textAt(message, 'error')}: ${textAt(message, 'message')}`));
  }

  close(): void {
    this.#socket.close();
  }
}
