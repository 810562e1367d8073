// emulator: the bytes behind a file_url, from the `content` of a world record (world-format.md).
// Invariant: bytes are made when they are asked for and never kept by the world, so a world of many files stays small.
import { createHash } from 'node:crypto';
import { integerOf, isRecord, textOf, type WireRecord } from './fields.js';
import { StoredBytes } from './stored-bytes.js';
import type { ServedBytes, ServedContent } from './world.js';

/** Where the file with these bytes is, for a world that has its contents on disk. */
export type FindStored = (sha256: string) => string | undefined;

/** `undefined` when the record has no content of a known form: its download answers 404. */
export function contentOf(record: WireRecord, findStored: FindStored): ServedContent | undefined {
  const { content } = record;
  const read = isRecord(content) ? readerOf(content, findStored) : undefined;
  if (read === undefined) return undefined;
  return { fileName: textOf(record, 'file_name'), fileType: textOf(record, 'file_type'), read };
}

/** The first `sizeBytes` bytes of SHAKE-256 over the UTF-8 text `seed`. */
export function shakeBytes(seed: string, sizeBytes: number): Buffer {
  if (sizeBytes === 0) return Buffer.alloc(0);
  return createHash('shake256', { outputLength: sizeBytes }).update(seed, 'utf8').digest();
}

function readerOf(content: WireRecord, findStored: FindStored): (() => ServedBytes) | undefined {
  const { text, base64, shake256, stored } = content;
  if (typeof text === 'string') return () => Buffer.from(text, 'utf8');
  if (typeof base64 === 'string') return () => Buffer.from(base64, 'base64');
  const path = typeof stored === 'string' ? findStored(stored) : undefined;
  if (path !== undefined) return () => new StoredBytes(path);
  const sizeBytes = integerOf(content, 'bytes');
  if (typeof shake256 !== 'string' || sizeBytes === undefined) return undefined;
  return () => shakeBytes(shake256, sizeBytes);
}

/** A name as the last part of an address. One of dots alone would lead to the folder above before it is asked for. */
export function nameInAddress(name: string): string {
  const place = name === '.' || name === '..' ? name.replaceAll('.', '_') : name;
  return encodeURIComponent(place.replace(/\p{Surrogate}/gu, '_'));
}

/** The key of a served path: percent-decoded, so that `%20` and a raw space name the same file. */
export function contentPath(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch (error) {
    if (error instanceof URIError) return url;
    throw error;
  }
}
