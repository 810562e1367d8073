// A client that follows the wire document gets exactly the truth of a world, whatever the batch size.
import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, loadWorldFile, startEmulator } from '../../src/emulator/index.js';
import { houstonPath, type Json, latestMessages, readWorldLines, sha256, signIn, walkAll } from './walk.js';

const lines = readWorldLines(houstonPath);
const ofType = (type: string) => lines.filter((line) => line.mk_rec_type === type);

async function withHouston<T>(options: Partial<EmulatorOptions>, use: (url: string) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ world: await loadWorldFile(houstonPath), ...options });
  try {
    return await use(emulator.url);
  } finally {
    await emulator.close();
  }
}

/** The fields that the world states, without what is never sent. */
function stated(sent: Json | undefined, line: Json): Json {
  return Object.fromEntries(Object.keys(line).flatMap((key) => (key === 'content' ? [] : [[key, sent?.[key]]])));
}
const sendable = (line: Json): Json => stated(line, line);

describe.each([1, 7, 100])('batch %i', (batch) => {
  it.each(['ic_full', 'ic_header'])('gives the whole corpus from %s', async (backwardFrom) => {
    const walked = await withHouston({ batch }, async (url) => walkAll(await signIn(url), { backwardFrom }));
    const truth = latestMessages(lines);
    expect(truth.size).toBe(1398);
    expect([...walked.messages.keys()].sort()).toEqual([...truth.keys()].sort());
    for (const [at, line] of truth) expect(stated(walked.messages.get(at), line)).toEqual(line);
    expect(walked.conversations.size).toBe(ofType('conv').length);
    expect(walked.files.size).toBe(67);
    for (const line of ofType('file')) {
      const at = `${line.conversation_id} ${line.message_nr} ${line.attachment_id}`;
      expect(walked.files.get(at)).toEqual(sendable(line));
    }
  });
});

it('serves every file with the bytes that its record promises', async () => {
  await withHouston({}, async (url) => {
    const client = await signIn(url);
    for (const file of ofType('file')) {
      const response = await client.get(String(file.file_url));
      expect(response.status).toBe(200);
      expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(file.file_sha256);
    }
  });
});
