// journal: hashes of the journal (docs/archive-format.md). Leaves and nodes as in RFC 9162, section 2.1, with a salt in the leaf.
// Invariant: changing one bit of a record, its salt, its order or the number of records changes the root of its page.
// Hashes travel as hex text: Node makes a string of a digest three times as fast as a Buffer.
import { hash } from 'node:crypto';

export const SALT_BYTES = 16;

const HASH_BYTES = 32;

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

// One input at a time is put together here, so that a page of records makes no garbage.
let scratch = Buffer.allocUnsafe(64 * 1024);

function inputOf(length: number): Buffer {
  if (length > scratch.length) scratch = Buffer.allocUnsafe(length * 2);
  return scratch.subarray(0, length);
}

/** SHA-256(0x00 ‖ salt ‖ record), hex. The salt keeps a short record from being guessed when only its hash is shown. */
export function leafHash(salt: Uint8Array, record: Uint8Array): string {
  const input = inputOf(1 + salt.length + record.length);
  input[0] = 0x00;
  input.set(salt, 1);
  input.set(record, 1 + salt.length);
  return sha256(input);
}

function nodeHash(left: string, right: string): string {
  const input = inputOf(1 + 2 * HASH_BYTES);
  input[0] = 0x01;
  input.write(left, 1, 'hex');
  input.write(right, 1 + HASH_BYTES, 'hex');
  return sha256(input);
}

/** The Merkle tree hash, hex, of leaf hashes in order; SHA-256 of nothing for no leaves. */
export function merkleRoot(leaves: readonly string[]): string {
  // The stack holds the roots of complete subtrees, largest first: RFC 9162 splits at the largest power of two below n.
  const stack: { root: string; size: number }[] = [];
  for (const leaf of leaves) {
    let node = { root: leaf, size: 1 };
    for (let top = stack.at(-1); top !== undefined && top.size === node.size; top = stack.at(-1)) {
      stack.pop();
      node = { root: nodeHash(top.root, node.root), size: node.size * 2 };
    }
    stack.push(node);
  }
  const last = stack.pop();
  if (last === undefined) return sha256(new Uint8Array(0));
  return stack.reduceRight((right, { root }) => nodeHash(root, right), last.root);
}

/** The hash over the paths of a page's records: SHA-256 of their JSON texts, which hold no line feed, with one between any two. */
export const pathsHash = (texts: readonly string[]): string => hash('sha256', texts.join('\n'), 'hex');

/** The hash of a commit: SHA-256 of the JSON text of its `commit` object, which names the hash of the commit before it. */
export const commitHash = (text: string): string => hash('sha256', text, 'hex');
