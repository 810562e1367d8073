// emulator: the HTTP server. It turns requests into calls and answers into bytes, and holds nothing of a world.
// Invariant: every request gets exactly one answer, save where a planned fault gives it none; close() ends held polls and sockets.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { usageError } from '../lib/errors.js';
import { errorAnswer, send } from './answers.js';
import { playFault } from './fault-play.js';
import { Faults } from './faults.js';
import type { RawAnswer } from './file-answer.js';
import { sendToHooks } from './live/hooks/outgoing-hooks.js';
import { LiveWorld } from './live/world.js';
import { count, type ServerContext, serveControl, type Target, targetOf } from './serving.js';
import { Sessions } from './sessions.js';
import { batchesOf, type Variant, type Variants } from './variants.js';
import type { WorldSource } from './world.js';

/** Longer than the pause of any client of ours: the default of 5 s makes their next request race with the close. */
const KEEP_ALIVE_MS = 75_000;

export interface EmulatorOptions {
  readonly world: WorldSource;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Message numbers in an answer of a walk; by default 30 backward and 10 forward. */
  readonly batch?: number;
  /** How long a waiting poll is held; 90 s by default. */
  readonly pollTimeoutMs?: number;
  /** Whether answers carry new tickets and cookies from time to time. */
  readonly rotateTickets?: boolean;
  /** Other ways of the service that it is to have. */
  readonly variants?: readonly Variant[];
  /** Whether it can be told things from outside of the service (docs/emulator.md); it can by default. */
  readonly control?: boolean;
}

export interface Emulator {
  readonly url: string;
  /** Requests by call name (`conversation/sync`); files by the first part of their path (`file`, `avatar`). */
  readonly requests: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Throws ArchiveError(usage) when the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { world, port = 0, batch, pollTimeoutMs = 90_000 } = options;
  const variants: Variants = new Set(options.variants);
  const requests = new Map<string, number>();
  const closing = new AbortController();
  const live = new LiveWorld(world, variants);
  live.onEvents((conversation, events) => sendToHooks(live, conversation, events));
  const context: ServerContext = {
    world: live,
    sessions: new Sessions(live.accounts, options.rotateTickets === true || variants.has('ticket-rotation')),
    batches: batchesOf(variants, batch),
    requests,
    faults: new Faults(),
    hasControl: options.control !== false,
    pollTimeoutMs,
    closing: closing.signal,
  };
  const server = createServer((request, response) => void respond(context, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const url = await listen(server, port);
  return { url, requests, close: () => close(server, closing).then(() => live.close()) };
}

async function respond(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const target = targetOf(request.url);
    const answer =
      (await serveControl(context, request, target)) ?? (await answerTo(context, request, response, target));
    if (answer !== undefined) send(response, answer);
  } catch (error) {
    send(response, errorAnswer(error));
  }
}

/** Undefined when a fault has ended the connection. */
async function answerTo(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
): Promise<RawAnswer | undefined> {
  const { sessions, closing, faults } = context;
  count(context, target.name);
  const planned = faults.next(target.name, target.path);
  const serve = () => target.serve(context, request, response).catch(errorAnswer);
  return planned === undefined ? serve() : playFault(planned, { sessions, request, response, closing }, serve);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(noPort(port, error)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}

const noPort = (port: number, error: Error) =>
  usageError(
    `The port ${port} cannot be had (${error.message}): name another with --port, or none for a free one.`,
    error,
  );

function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
