// emulator/calls: the initial sync of a conversation in its three sizes (fleep-wire.md 3.4).
// Invariant: bw_ and fw_message_nr bound one unbroken fragment that the stream has in full; horizons are 0 exactly when the
// stream has all files or pins.
import { type CallFields, type InitMode, initHeader } from '../headers.js';
import type { RecordStream } from '../record-stream.js';
import { filePage, pinPage, startCursor } from '../side-lists.js';
import { headerNumber, inboxNumber, sees, type View } from '../view.js';
import { type Call, newStream } from './call.js';

const NUMBERS_AROUND = 5;
const SIDE_LIST_START = 3;

/** Adds a header and, behind it, the records of its initial sync to a stream of many conversations. */
export function addConversation(call: Call, view: View, mode: InitMode, stream: RecordStream): void {
  const part = newStream(call);
  stream.addText(initialSync(view, mode, part)).addStream(part);
}

/** Adds the records to the stream and returns the header, with further fields of this answer alone. */
export function initialSync(view: View, mode: InitMode, stream: RecordStream, more: CallFields = {}): string {
  switch (mode) {
    case 'ic_header':
      return initHeader(view, mode, more);
    case 'ic_tiny':
      return tinySync(view, stream);
    case 'ic_full':
      return fullSync(view, stream, more);
  }
}

function tinySync(view: View, stream: RecordStream): string {
  const { reach } = view;
  const number = Math.max(reach.first, inboxNumber(view));
  if (number > reach.last) {
    return initHeader(view, 'ic_tiny', { bw_message_nr: reach.first, fw_message_nr: reach.last });
  }
  stream.addNumbers(view, number, number);
  return initHeader(view, 'ic_tiny', { bw_message_nr: number, fw_message_nr: number });
}

function fullSync(view: View, stream: RecordStream, more: CallFields): string {
  const { conversation } = view;
  const [low, high] = readWindow(view);
  const inbox = inboxNumber(view);
  const files = filePage(view, undefined, SIDE_LIST_START);
  const pins = pinPage(view, undefined, SIDE_LIST_START);
  stream.addNumbers(view, low, high);
  if (sees(view, inbox)) stream.addNumbers(view, inbox, inbox);
  stream.addEach(view, pins.numbers);
  stream.addFiles(view, files.numbers);
  if (files.horizon === 0) stream.addLoose(conversation);
  stream.addText(...conversation.sections.map((section) => section.text), ...conversation.others);
  return initHeader(view, 'ic_full', {
    ...more,
    bw_message_nr: low,
    fw_message_nr: high,
    file_horizon: files.horizon,
    pin_horizon: pins.horizon,
    pin_cursor: pins.horizon === 0 ? null : startCursor(view),
  });
}

/** A number that the account can reach, the nearest to the given one; without one, the last. */
export const placeIn = ({ reach }: View, number = reach.last): number =>
  Math.min(Math.max(number, reach.first), reach.last);

/** Five numbers before and five after what the account has read. */
function readWindow(view: View): [number, number] {
  const { reach } = view;
  const read = placeIn(view, headerNumber(view, 'read_message_nr'));
  return [Math.max(reach.first, read - NUMBERS_AROUND), Math.min(reach.last, read + NUMBERS_AROUND)];
}
