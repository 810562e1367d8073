// emulator/calls: the flow of one conversation, forward, backward and in fragments (fleep-wire.md 3.4, 3.5).
// Invariant: from_message_nr is exclusive; a batch counts numbers, not messages, and may be empty; each answer moves its
// cursor until it meets last_message_nr or join_message_nr, and a fragment carries one cursor only.

import { badRequest } from '../api-error.js';
import { numberArgument, textArgument } from '../arguments.js';
import { deltaHeader, initHeader } from '../headers.js';
import { filePage, filesOf, pinPage, pinsOf, startCursor, tasksOf } from '../side-lists.js';
import { findResync } from '../variants.js';
import { headerNumber, type View } from '../view.js';
import { answer, type Call, getView, type Handler, newStream } from './call.js';
import { initialSync, placeIn } from './init.js';

const FILES_A_PAGE = 10;
const PINS_A_PAGE = 10;

type Direction = (call: Call, view: View, from: number | undefined) => string;

const directions: Readonly<Record<string, Direction>> = {
  ic_header: (call, view) => init(call, view, 'ic_header'),
  ic_tiny: (call, view) => init(call, view, 'ic_tiny'),
  ic_full: (call, view) => init(call, view, 'ic_full'),
  ic_flow: flowFragment,
  ic_end: (call, view) => backward(call, view, undefined),
  ic_backward: backward,
  ic_forward: visibleForward,
  ic_files: filesFragment,
  ic_pinboard: (call, view, from) => pinsFragment(call, view, from),
  ic_tasks: archivedTasks,
  forward: (call, view, from) => forward(call, view, from ?? 0),
  backward,
};

export const conversationCalls: Readonly<Record<string, Handler>> = {
  'conversation/sync': (call) => {
    const view = getView(call, call.id);
    return directionOf(call)(call, view, numberArgument(call.body, 'from_message_nr'));
  },
  'conversation/sync_backward': (call) =>
    backward(call, getView(call, call.id), numberArgument(call.body, 'from_message_nr')),
  'conversation/sync_files': syncFiles,
  'conversation/sync_pins': (call) =>
    pinsFragment(call, getView(call, call.id), numberArgument(call.body, 'from_message_nr')),
};

function directionOf({ body }: Call): Direction {
  const name = textArgument(body, 'mk_direction');
  if (name === undefined) {
    return (call, view, from) => (from === undefined ? init(call, view, 'ic_full') : forward(call, view, from));
  }
  const direction = Object.hasOwn(directions, name) ? directions[name] : undefined;
  if (direction === undefined) throw badRequest('mk_direction is unknown.');
  return direction;
}

function init(call: Call, view: View, mode: 'ic_header' | 'ic_tiny' | 'ic_full'): string {
  const stream = newStream(call);
  return answer(initialSync(view, mode, stream), stream);
}

function forward(call: Call, view: View, from: number): string {
  const { reach } = view;
  const start = Math.max(from, reach.first - 1);
  const end = Math.min(start + call.batches.forward, reach.last);
  const reset = findReset(call, view, { low: start + 1, high: end }, call.batches.forward);
  if (reset !== undefined)
    return answer(resetHeader(view, reset), newStream(call).addEvents(view, reset.low, reset.high));
  return answer(deltaHeader(view, { fw_message_nr: end }), newStream(call).addEvents(view, start + 1, end));
}

/** By number: an edit of an older message never shows here, which is why no client should sync by this direction. */
function visibleForward(call: Call, view: View, from: number | undefined): string {
  const { reach } = view;
  const start = Math.max(from ?? 0, reach.first - 1);
  const end = Math.min(start + call.batches.forward, reach.last);
  const header = deltaHeader(view, { fw_message_nr: end });
  return answer(header, newStream(call).addNumbers(view, start + 1, end));
}

function backward(call: Call, view: View, from: number | undefined): string {
  const { reach } = view;
  const isInclusive = call.world.variants.has('inclusive-cursor');
  const above = from === undefined ? reach.last + 1 : from + (isInclusive ? 1 : 0);
  const end = Math.min(above, reach.last + 1);
  const start = Math.max(end - Math.max(call.batches.backward, isInclusive ? 2 : 1), reach.first);
  const reset = findReset(call, view, { low: start, high: end - 1 }, call.batches.backward);
  if (reset !== undefined)
    return answer(resetHeader(view, reset), newStream(call).addNumbers(view, reset.low, reset.high));
  return answer(deltaHeader(view, { bw_message_nr: start }), newStream(call).addNumbers(view, start, end - 1));
}

interface Stretch {
  readonly low: number;
  readonly high: number;
}

/**
 * Now and then, in a variant, the header tells a client to forget what it has and to go on from the numbers of this answer (fleep-wire.md
 * 3.4, 3.7): by turns the ones that were asked for, and the newest, wherever the client was.
 */
function findReset({ world, session }: Call, { reach }: View, asked: Stretch, batch: number): Stretch | undefined {
  const turn = findResync(world.variants, session, 'flow');
  if (turn === undefined || turn % 2 === 0) return turn === undefined ? undefined : asked;
  return { low: Math.max(reach.first, reach.last - batch + 1), high: reach.last };
}

function resetHeader(view: View, { low, high }: Stretch): string {
  const above = (numbers: readonly number[]) => (numbers[0] === undefined ? 0 : numbers[0] + 1);
  const pins = pinsOf(view).map(({ messageNr }) => messageNr);
  return initHeader(view, 'ic_full', {
    bw_message_nr: low,
    fw_message_nr: high,
    file_horizon: above(filesOf(view)),
    pin_horizon: above(pins),
    pin_cursor: pins.length === 0 ? null : startCursor(view),
  });
}

/** Around from_message_nr, or around what the account has read; the header names its lower edge, from which a backward walk may go on. */
function flowFragment(call: Call, view: View, from: number | undefined): string {
  const { reach } = view;
  const middle = placeIn(view, from ?? headerNumber(view, 'read_message_nr'));
  const half = Math.ceil(call.batches.backward / 2);
  const low = Math.max(reach.first, middle - half);
  const header = deltaHeader(view, { bw_message_nr: low });
  return answer(header, newStream(call).addNumbers(view, low, Math.min(reach.last, middle + half)));
}

function filesFragment(call: Call, view: View, from: number | undefined): string {
  const page = filePage(view, from, FILES_A_PAGE);
  const header = deltaHeader(view, { file_horizon: page.horizon });
  return answer(header, newStream(call).addEach(view, page.numbers));
}

function syncFiles(call: Call): string {
  const view = getView(call, call.id);
  const page = filePage(view, numberArgument(call.body, 'from_message_nr'), FILES_A_PAGE);
  const stream = newStream(call).addFiles(view, page.numbers);
  if (page.horizon === 0) stream.addLoose(view.conversation);
  return answer(deltaHeader(view, { file_horizon: page.horizon }), stream);
}

function pinsFragment(call: Call, view: View, from: number | undefined): string {
  const page = pinPage(view, from, PINS_A_PAGE);
  const header = deltaHeader(view, { pin_horizon: page.horizon });
  return answer(header, newStream(call).addEach(view, page.numbers));
}

function archivedTasks(call: Call, view: View): string {
  const numbers = tasksOf(view).flatMap((task) => (task.isArchived ? [task.messageNr] : []));
  return answer(deltaHeader(view), newStream(call).addEach(view, numbers));
}
