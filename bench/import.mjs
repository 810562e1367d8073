// bench: peak memory and time of `import` for a made-up history of --megabytes, and of one a tenth of it. What is held at a time does
// not grow with the file. Run it with `node bench/import.mjs`; it needs about five times the file on disk.
//   --megabytes N   size of the larger file (500)
//   --form F        history (Fleep's own export) or dumper (dumper.py)
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cli, measure } from './processes.mjs';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '500' }, form: { type: 'string', default: 'history' } },
});
const MESSAGES_IN_ONE = 5000;
const isDumper = values.form === 'dumper';
const scratch = mkdtempSync(join(tmpdir(), 'fleep-archive-import-'));

try {
  for (const megabytes of [Number(values.megabytes) / 10, Number(values.megabytes)]) {
    const file = join(scratch, `${megabytes}.json`);
    const { size, messages } = await writeHistory(file, megabytes * 1024 * 1024);
    const archive = join(scratch, `archive-${megabytes}`);
    const { peakMb, seconds, stdout } = await measure(scratch, cli, [
      'import',
      file,
      '--archive',
      archive,
      '--json',
      '--quiet',
    ]);
    const { totals } = JSON.parse(stdout);
    if (totals.messages !== messages) throw new Error(`${totals.messages} messages instead of ${messages}`);
    console.log(
      `${values.form}, ${(size / 1048576).toFixed(0)} MiB, ${messages} messages: peak ${peakMb.toFixed(0)} MiB, ` +
        `${seconds.toFixed(1)} s, ${(size / 1048576 / seconds).toFixed(1)} MiB/s`,
    );
    rmSync(archive, { recursive: true });
    rmSync(file);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function writeHistory(path, bytes) {
  const out = createWriteStream(path);
  let [size, messages] = [0, 0];
  const write = async (text) => {
    size += Buffer.byteLength(text);
    if (!out.write(text)) await once(out, 'drain');
  };
  await write(isDumper ? '{"contacts":{},"conversations":{' : '{"contacts":[],"conversations":[');
  for (let number = 0; size < bytes; number += 1) {
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const head = `"topic":"Conversation ${number}","members":["${id}"]`;
    await write(
      `${number === 0 ? '' : ','}${isDumper ? `"${id}":{` : `{"conversation_id":"${id}","mk_rec_type":"conv",`}${head},"messages":[`,
    );
    for (let nr = 1; nr <= MESSAGES_IN_ONE; nr += 1) {
      await write(`${nr === 1 ? '' : ','}${JSON.stringify(messageOf(id, nr))}`);
      messages += 1;
    }
    await write(']}');
  }
  await write(isDumper ? '}}' : ']}');
  out.end();
  await once(out, 'close');
  return { size, messages };
}

function messageOf(conversation_id, message_nr) {
  const markup = `<msg><p>Message ${message_nr}: the quick brown fox jumps over the lazy dog, again and again.</p></msg>`;
  const common = {
    message_nr,
    account_id: conversation_id,
    posted_time: 1_500_000_000 + message_nr,
    inbox_nr: message_nr,
    tags: [],
  };
  if (isDumper) return { ...common, mk_message_type: 'text', message: markup, edited_time: null, pin_weight: null };
  const message = JSON.stringify({ message: markup, is_url_preview_disabled: false });
  return {
    mk_rec_type: 'message',
    conversation_id,
    ...common,
    prev_message_nr: message_nr - 1,
    mk_message_type: 'textV2',
    message,
  };
}
