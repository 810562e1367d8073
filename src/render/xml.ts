// render: texts inside XML documents that are no pages: feeds and sitemaps.
// Invariant: what comes out is text in XML 1.0, whatever went in.

// XML 1.0 has no way to write these, not even as references.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it looks for
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export const xmlText = (text: string): string =>
  text
    .replace(NOT_IN_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n';
