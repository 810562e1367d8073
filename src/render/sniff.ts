// render: what a stored file is, judged from its first bytes, never from what the server called it.
// Invariant: only the four raster formats are ever shown inside a page; nothing gets an extension that a browser would run.

/** How many bytes of a file are looked at. */
export const SNIFF_BYTES = 4096;

export interface SniffedType {
  /** Extension in the site: png, jpg, gif, webp, pdf, txt or bin. */
  readonly extension: string;
  readonly isPicture: boolean;
}

const picture = (extension: string): SniffedType => ({ extension, isPicture: true });
const other = (extension: string): SniffedType => ({ extension, isPicture: false });

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  bytes.length >= at + signature.length && signature.every((byte, index) => bytes[at + index] === byte);

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const GIF = [0x47, 0x49, 0x46, 0x38];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];

/** The type of a file from its first bytes. HTML, SVG and XML are text: `txt` shows their source and runs nothing. */
export function sniffType(head: Uint8Array): SniffedType {
  if (startsWith(head, PNG)) return picture('png');
  if (startsWith(head, JPEG)) return picture('jpg');
  if (startsWith(head, GIF)) return picture('gif');
  if (startsWith(head, RIFF) && startsWith(head, WEBP, 8)) return picture('webp');
  if (startsWith(head, PDF)) return other('pdf');
  return other(isText(head) ? 'txt' : 'bin');
}

// UTF-8 without control characters. A character may be cut where the bytes end, so the decoder is told that more follows.
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
