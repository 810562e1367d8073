// render: which addresses a page may link to.
// Invariant: http, https and mailto only, judged after the same normalising that a browser does, so that neither white space
// nor control characters nor case can hide another scheme. Everything else stays text.

const ALLOWED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Fleep writes mailto://bob@example.org (fleep-wire.md section 5.3), whose recipient a mail program takes for //bob@example.org. */
const MAIL_SLASHES = /^mailto:\/+/;

/** The normalised address, or undefined when it is relative, malformed or of another scheme. */
export function findLinkTarget(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  if (!ALLOWED.has(url.protocol)) return undefined;
  return url.protocol === 'mailto:' ? url.href.replace(MAIL_SLASHES, 'mailto:') : url.href;
}

/** The host of an address as a reader knows it, '' for none. */
export function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^www\./, '');
}
