// emulator/live: what a GET can fetch beside what the world came with, and who may (fleep-wire.md 3.7, 6).
// Invariant: what is withdrawn is served to nobody, also when the world itself has it, until it is put there anew.
import { contentPath } from '../../content.js';
import type { ServedContent } from '../../world.js';

/** Where a content belongs, which decides who may fetch it. */
export type Place =
  /** A message: whoever sees that message, and has seen the event that brought the file. */
  | { readonly kind: 'message'; readonly conversationId: string; readonly messageNr: number; readonly sinceNr: number }
  /** Something of one account's own: an upload, an export. */
  | { readonly kind: 'account'; readonly accountId: string }
  /** Everybody who is signed in: avatars. */
  | { readonly kind: 'all' };

export interface Served {
  readonly content: ServedContent;
  readonly place: Place;
}

export class ServedPaths {
  readonly #served = new Map<string, Served>();
  readonly #withdrawn = new Set<string>();

  /** `path` as it stands in a record; percent-encoded or not. */
  set(path: string, content: ServedContent, place: Place): void {
    this.#withdrawn.delete(contentPath(path));
    this.#served.set(contentPath(path), { content, place });
  }

  /** From now on nothing is served there, whoever put it there. */
  withdraw(path: string): void {
    this.#withdrawn.add(contentPath(path));
    this.#served.delete(contentPath(path));
  }

  isWithdrawn(path: string): boolean {
    return this.#withdrawn.has(path);
  }

  /** `path` is percent-decoded. */
  find(path: string): Served | undefined {
    return this.#served.get(path);
  }
}
