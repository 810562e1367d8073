// People at the Python library that Fleep published: its calls with their own arguments (every unset one is null), how it takes the
// answers in, and how it waits for the others (fleep-wire.md 1.1, 3.2, 3.5). Shares no code with src/.
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { people } from '../support/tiny-world.js';
import { control } from './controlling.js';
import { PythonCache, type PythonConversation } from './published-clients.js';
import { asRecord, type Json, recordsIn, signIn } from './walk.js';

const PASSWORD = 'a long password';
const MOST_POLLS = 10;

export class PythonPerson {
  readonly cache: PythonCache;
  readonly id: string;
  readonly email: string;
  readonly #url: string;

  constructor(url: string, cache: PythonCache, id: string, email: string) {
    this.#url = url;
    this.cache = cache;
    this.id = id;
    this.email = email;
  }

  call(method: string, body: Json = {}): Promise<Json> {
    return this.cache.client.call(method, body);
  }

  at(id: string): PythonConversation {
    const known = this.cache.conversations.get(id);
    if (known === undefined) throw new Error(`${this.email} does not know ${id}`);
    return known;
  }

  async create(topic: string, emails: string, more: Json = {}): Promise<string> {
    const body = { topic, emails, message: null, attachments: null, ...more };
    return this.cache.takeAnswer(await this.call('conversation/create', body)).id;
  }

  /** The answer is a sync from as far as the cache is; gives result_message_nr. */
  async change(id: string, method: string, body: Json = {}): Promise<number> {
    const from_message_nr = this.at(id).header.fw_message_nr;
    const answer = await this.call(`${method}/${id}`, { from_message_nr, ...body });
    this.cache.takeAnswer(answer);
    return Number(answer.result_message_nr);
  }

  /** Calls of tasks: the library throws their answers away, and syncs. */
  async changeTask(id: string, method: string, body: Json = {}): Promise<void> {
    const from_message_nr = this.at(id).header.fw_message_nr;
    await this.call(`task/${method}/${id}`, { from_message_nr, ...body });
    await this.at(id).syncToLast();
  }

  send(id: string, message: string, attachments: readonly string[] | null = null): Promise<number> {
    return this.change(id, 'message/send', { message, attachments, client_req_id: null });
  }

  /** One file, as a form; gives its address. */
  async upload(name: string, content: string): Promise<string> {
    const { ticket, cookie } = this.cache.client;
    const form = new FormData();
    form.append('files', new Blob([content]), name);
    const request = { method: 'POST', headers: { cookie }, body: form };
    const response = await fetch(`${this.#url}/api/file/upload/?ticket=${ticket}`, request);
    const [file] = recordsIn(asRecord(await response.json()).files);
    return String(file?.upload_url);
  }

  /** The keys of a message's files, and whether each of them is there. */
  filesOf(id: string, messageNr: number): Json[] {
    const xml = String(this.at(id).messages.get(messageNr)?.message);
    return [...xml.matchAll(/<file [^>]*?key="([^"]+)"/g)].map(([, key]) => {
      const file = this.at(id).files.get(`${messageNr} ${key}`);
      if (file === undefined) throw new Error(`no record of the file ${key}`);
      return file;
    });
  }

  /** Polls until something is so. */
  async pollUntil(isSo: () => unknown, what: string): Promise<void> {
    for (let polls = 0; !isSo(); polls += 1) {
      if (polls === MOST_POLLS) throw new Error(`${this.email} has polled in vain: ${what}`);
      await this.cache.poll();
    }
  }

  /** By polls alone: until the flow is known without a gap as far as somebody else knows it. */
  async follow(other: PythonPerson, id: string): Promise<PythonConversation> {
    const last = Number(other.at(id).header.last_message_nr);
    const reached = () => Number(this.cache.conversations.get(id)?.header.fw_message_nr ?? 0) >= last;
    await this.pollUntil(reached, `${id} up to ${last}`);
    return this.at(id);
  }
}

export interface PythonScene {
  readonly server: Awaited<ReturnType<typeof startEmulator>>;
  readonly eva: PythonPerson;
  readonly olev: PythonPerson;
  readonly mari: PythonPerson;
  enter(name: string): Promise<PythonPerson>;
}

/** Nobody knows anybody. */
export async function openPythonScene(): Promise<PythonScene> {
  const server = await startEmulator({ world: worldFromRecords([...people]), pollTimeoutMs: 5000 });
  const enter = async (name: string): Promise<PythonPerson> => {
    const email = `${name}@example.org`;
    const made = await control(server.url, 'POST accounts', { email, password: PASSWORD, display_name: name });
    const cache = new PythonCache(await signIn(server.url, { email, password: PASSWORD }));
    await cache.start();
    return new PythonPerson(server.url, cache, String(made.body.account_id), email);
  };
  const [eva, olev, mari] = [await enter('eva'), await enter('olev'), await enter('mari')];
  return { server, eva, olev, mari, enter };
}
