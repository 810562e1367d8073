// test: texts that try to become more than text: each way to run a script, in each place from which markup could be broken out of.
import { PAYLOADS } from './hostile-world.js';

const TAGS = [
  'img',
  'svg',
  'body',
  'iframe',
  'video',
  'audio',
  'details',
  'input',
  'object',
  'embed',
  'math',
  'marquee',
  'select',
];
const HANDLERS = [
  'onerror',
  'onload',
  'onfocus',
  'onclick',
  'ontoggle',
  'onanimationstart',
  'onpointerenter',
  'onbegin',
];
const SCRIPTS = [
  '<script>alert(1)</script>',
  '<script src="//example.org/x.js"></script>',
  '<style>@import "//example.org/x.css";</style>',
  '<link rel=stylesheet href=//example.org/x.css>',
  '<base href="//example.org/">',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<a href="javascript:alert(1)" autofocus>x</a>',
  '<form action="//example.org/"><button>x</button></form>',
  '<template><script>alert(1)</script></template>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
];
/** What stands before: the end of an attribute, an element, a comment, a script, a mark. */
const BREAKS = ['', '"> ', "'> ", '</script> ', '--> ', '</mark></p> ', '&lt;/p&gt; '];

const handled = TAGS.flatMap((tag) =>
  HANDLERS.map((handler) => `<${tag} src=x ${handler}=alert(1) autofocus tabindex=1>`),
);

/** More than five hundred, each another one. */
const MANY_PAYLOADS: readonly string[] = [
  ...new Set([
    ...PAYLOADS,
    ...BREAKS.flatMap((before) => SCRIPTS.map((script) => before + script)),
    ...handled.flatMap((element, index) => [
      element,
      ...BREAKS.slice(1)
        .filter((_escape, at) => at % 2 === index % 2)
        .map((before) => before + element),
    ]),
    ...SCRIPTS.map((script) => script.replaceAll('<', '&lt;')),
    ...SCRIPTS.map((script) => script.replaceAll('<', '\uff1c')),
    ...SCRIPTS.map((script) => `\u202e${script}\u2066`),
  ]),
];

/** Some of them: each way to run a script, each handler, each way out of where a text stands. */
const FEW_PAYLOADS: readonly string[] = [
  ...PAYLOADS,
  ...SCRIPTS.map((script, index) => (BREAKS[index % BREAKS.length] ?? '') + script),
  ...handled.filter((_element, index) => index % 9 === 0),
];

/** A few of each kind, or as many as the campaign asks for (`npm run campaign -- hostile`). */
export const askedPayloads = (): readonly string[] =>
  process.env.HOSTILE_PAYLOADS === undefined
    ? FEW_PAYLOADS
    : MANY_PAYLOADS.slice(0, Number(process.env.HOSTILE_PAYLOADS));

/** All of the few in `PAYLOADS`, three in a text; what has to stand at the beginning does. */
export const GROUPED_PAYLOADS: readonly string[] = [
  [7, 0, 1],
  [8, 2, 3],
  [9, 4, 5],
  [10, 6, 12],
  [11, 13, 14],
].map((group) => group.map((index) => PAYLOADS[index]).join(' '));
