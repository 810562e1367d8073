// emulator: the side lists of a conversation (fleep-wire.md 3.8): files and pins by number, pins and tasks by weight.
// Invariant: a page goes on strictly below its cursor, and its own cursor is strictly lower, so every list ends. Members see pins
// and tasks even below join_message_nr, and their files; nothing else below it is seen. Who has left sees what of their own history
// was pinned, a task or a file when they left.
import { sees, type View } from './view.js';
import type { PinRef, TaskRef } from './world.js';

export interface NumberPage {
  /** Message numbers, descending. */
  readonly numbers: readonly number[];
  /** Where the next page goes on; 0 at the end of the list. */
  readonly horizon: number;
}

export interface WeightPage {
  readonly numbers: readonly number[];
  /** The lowest weight sent; undefined at the end of the list. */
  readonly lowestWeight: number | undefined;
}

interface Weighted {
  readonly messageNr: number;
  readonly weight: number;
}

/** Messages with files below `horizon` (all when undefined or 0). */
export function filePage(view: View, horizon: number | undefined, limit: number): NumberPage {
  return pageBelow(filesOf(view), horizon, limit);
}

export function pinPage(view: View, horizon: number | undefined, limit: number): NumberPage {
  const numbers = pinsOf(view).map((pin) => pin.messageNr);
  return pageBelow(numbers, horizon, limit);
}

/** Tasks, archived ones too, unless they were left out before. */
export function taskPage(tasks: readonly Weighted[], horizon: number | undefined, limit: number): NumberPage {
  const numbers = tasks.map((task) => task.messageNr);
  return pageBelow(numbers, horizon, limit);
}

/** Heaviest first. Equal weights are never parted, since the cursor could not tell them apart. */
export function weightPage(items: readonly Weighted[], below: number | undefined, limit: number): WeightPage {
  const rest = items.filter((item) => below === undefined || item.weight < below);
  rest.sort((a, b) => b.weight - a.weight || b.messageNr - a.messageNr);
  const edge = rest[Math.max(1, limit) - 1]?.weight;
  const page = edge === undefined ? rest : rest.filter((item) => item.weight >= edge);
  return { numbers: page.map((item) => item.messageNr), lowestWeight: page.length === rest.length ? undefined : edge };
}

/** A pinboard cursor that stands before the heaviest pin. */
export function startCursor(view: View): string {
  const heaviest = pinsOf(view).reduce((top, pin) => Math.max(top, pin.weight), 0);
  return pinCursor(view.conversation.id, Math.floor(heaviest) + 1);
}

export function pinCursor(conversationId: string, pinWeight: number): string {
  return JSON.stringify({ conversation_id: conversationId, pin_weight: pinWeight });
}

function pageBelow(descending: readonly number[], horizon: number | undefined, limit: number): NumberPage {
  const rest = horizon ? descending.filter((number) => number < horizon) : descending;
  const numbers = rest.slice(0, limit);
  return { numbers, horizon: rest.length > limit ? (numbers.at(-1) ?? 0) : 0 };
}

export function pinsOf(view: View): readonly PinRef[] {
  return seenOf(view, view.conversation.boardsAt(view.asOf).pins);
}

export function tasksOf(view: View): readonly TaskRef[] {
  return seenOf(view, view.conversation.boardsAt(view.asOf).tasks);
}

/** Numbers of the messages with files that the account sees, the highest first. */
export function filesOf(view: View): readonly number[] {
  const { conversation, reach, ranges, seat } = view;
  const numbers = conversation.fileNumbers();
  if (reach.first === 1 && ranges === undefined) return numbers.filter((number) => number <= reach.last);
  const shared = seat.isMember ? [...conversation.pins(), ...conversation.tasks()] : [];
  const onBoards = new Set(shared.map(({ messageNr }) => messageNr));
  return numbers.filter((number) => sees(view, number) || onBoards.has(number));
}

function seenOf<Item extends { readonly messageNr: number }>(view: View, items: readonly Item[]): readonly Item[] {
  return view.seat.isMember ? items : items.filter(({ messageNr }) => sees(view, messageNr));
}
