// fleep/methods: which row a name, a path or an event type means.
// Invariant: a path stands for the call itself, never for one of its events; those go by their name or their mk_event_type.
import { type MethodName, methodNames, methodOf } from './index.js';

export interface FoundMethod {
  readonly name: MethodName;
  /** The id that the path ended in. */
  readonly id?: string;
}

const byPath = new Map<string, MethodName>();
const byWord = new Map<string, MethodName>();
for (const name of methodNames) {
  const { path, event } = methodOf(name);
  byWord.set(name, name);
  if (event === undefined) byPath.set(path.replace(/^\//, ''), name);
  else byWord.set(event, name);
}

/** By name, by `mk_event_type`, or by path: `conversation/sync`, `api/conversation/sync/`, `conversation/sync/<id>`. */
export function findMethod(word: string): FoundMethod | undefined {
  const named = byWord.get(word);
  if (named !== undefined) return { name: named };
  const path = word.replace(/^\/?(?:api\/)?|\/$/g, '');
  const whole = byPath.get(path);
  if (whole !== undefined) return { name: whole };
  const cut = path.lastIndexOf('/');
  const name = byPath.get(path.slice(0, Math.max(cut, 0)));
  return name === undefined || methodOf(name).id === undefined ? undefined : { name, id: path.slice(cut + 1) };
}

/** Every word that findMethod knows, for a guess at what an unknown one meant. */
export const methodWords: readonly string[] = [...byWord.keys(), ...byPath.keys()];
