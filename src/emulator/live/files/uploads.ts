// emulator/live: files that somebody has sent and can attach to messages (fleep-wire.md 6).
// Invariant: an upload is its sender's alone, under an address of its own, as often as it is attached.
import { randomUUID } from 'node:crypto';
import { shortId } from '../../../fleep/ids.js';
import { contentPath, nameInAddress } from '../../content.js';
import type { WireRecord } from '../../fields.js';
import type { LiveWorld } from '../world.js';
import type { StoredFile } from './file-store.js';

export interface Upload {
  readonly accountId: string;
  readonly name: string;
  readonly uploadUrl: string;
  readonly file: StoredFile;
}

/** A file that came as the body of a request. */
export interface ReceivedFile {
  readonly name: string;
  readonly file: StoredFile;
  /** Whether nobody had sent these bytes before. */
  readonly isNew: boolean;
}

export class Uploads {
  readonly #byPath = new Map<string, Upload>();
  readonly #attached = new Set<Upload>();

  add(upload: Upload): void {
    this.#byPath.set(contentPath(upload.uploadUrl), upload);
  }

  /** By its path, percent-decoded, or, as until 2015, by the file's id. */
  find(pathOrId: string, accountId: string): Upload | undefined {
    const upload =
      this.#byPath.get(pathOrId) ?? this.#ofAccount(accountId).findLast(({ file }) => file.fileId === pathOrId);
    return upload?.accountId === accountId ? upload : undefined;
  }

  /** From now on the messages that have it count, and the upload does not. */
  noteAttached(upload: Upload): void {
    this.#attached.add(upload);
  }

  /** Bytes that an account has sent and attached to nothing, each content counted once. */
  waitingBytesOf(accountId: string): number {
    const waiting = this.#ofAccount(accountId).filter((upload) => !this.#attached.has(upload));
    const files = new Set(waiting.map(({ file }) => file));
    return [...files].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  #ofAccount(accountId: string): Upload[] {
    return [...this.#byPath.values()].filter((upload) => upload.accountId === accountId);
  }
}

/** Makes an address for a content that an account has sent. Its sender can fetch it there. */
export function addUpload(world: LiveWorld, accountId: string, name: string, file: StoredFile): Upload {
  const uploadUrl = `/file/upload/${shortId(randomUUID())}/${nameInAddress(name)}`;
  const upload: Upload = { accountId, name, uploadUrl, file };
  world.uploads.add(upload);
  const { fileType, read } = file;
  world.served.set(uploadUrl, { fileName: name, fileType, read }, { kind: 'account', accountId });
  return upload;
}

/** What is said of a file that is here. */
export function uploadFields({ name, uploadUrl, file }: Upload): WireRecord {
  const { fileType, sizeBytes, sha256 } = file;
  return { name, size: sizeBytes, file_type: fileType, file_sha256: sha256, upload_url: uploadUrl };
}

/** What is said of a picture besides; nothing of any other file. */
export function pictureFields({ file: { picture } }: Upload): WireRecord {
  if (picture === undefined) return {};
  return { width: picture.width, height: picture.height, is_animated: picture.isAnimated };
}
