/// <reference lib="dom" />
// test support: what one page says of itself. The function runs inside the page, so it may use nothing from around it.

export interface MessageFacts {
  readonly id: string;
  /** Text of the message's latest version, names of files left out; undefined when it has no body. */
  readonly body: string | undefined;
  /** Everything that its element says. */
  readonly text: string;
  readonly isMarkedDeleted: boolean;
  /** Where the link of its time leads. */
  readonly permalink: string;
  /** Id of the section of its day, '' outside of one. */
  readonly day: string;
}

export interface PageFacts {
  /** Of the page that this was read from. */
  readonly address: string;
  /** Addresses of `a[href]`, absolute. */
  readonly links: readonly string[];
  /** Addresses of `src`, `srcset` and `link[href]`, absolute. */
  readonly loads: readonly string[];
  readonly ids: readonly string[];
  readonly faults: readonly string[];
  readonly messages: readonly MessageFacts[];
}

/** Runs in the page. Loads the pictures that wait for being scrolled to, since a broken one hides there. */
export async function readPage(): Promise<PageFacts> {
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const valuesOf = (name: string, tag = '') => all(`${tag}[${name}]`).map((e) => e.getAttribute(name) ?? '');
  const absolute = (value: string) => new URL(value, document.baseURI).href;
  const faults: string[] = [];

  for (const selector of ['html[lang]', 'h1', 'main', 'title', 'meta[http-equiv="Content-Security-Policy"]']) {
    if (all(selector).length !== 1) faults.push(`${all(selector).length} × ${selector}`);
  }
  for (const element of all('*')) {
    for (const { name } of element.attributes) {
      if (/^on|^style$/i.test(name)) faults.push(`attribute ${name} on ${element.tagName}`);
    }
  }
  for (const { tagName } of all(
    'script:not([src]), style, iframe, object, embed, base, form, meta[http-equiv=refresh]',
  ))
    faults.push(`forbidden ${tagName}`);
  for (const link of all('a[href]')) {
    const href = link.getAttribute('href') ?? '';
    if (!/^\s*[a-z][a-z0-9+.-]*:/i.test(href)) continue;
    if (!/^(https?|mailto):/.test(href)) faults.push(`link to ${href}`);
    if (link.getAttribute('rel') !== 'noopener noreferrer') faults.push(`link without rel: ${href}`);
  }
  const ids = all('[id]').map((element) => element.id);
  for (const id of ids.filter((one, index) => ids.indexOf(one) !== index)) faults.push(`id twice: ${id}`);

  const load = async (picture: HTMLImageElement) => {
    picture.loading = 'eager';
    const shown = picture.decode().then(
      () => picture.naturalWidth > 0,
      () => false,
    );
    // WebKit never says anything of a picture that it can read half of.
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, 10_000, false));
    if (!(await Promise.race([shown, late]))) faults.push(`broken picture ${picture.src}`);
  };
  await Promise.all([...document.images].map(load));

  const bodyOf = (message: Element): string | undefined => {
    const body = message.querySelector(':scope > .body, :scope > p[dir]:not([class])')?.cloneNode(true);
    if (!(body instanceof Element)) return undefined;
    for (const name of body.querySelectorAll('.file-name')) name.remove();
    // What begins a line on the page begins one here.
    for (const line of body.querySelectorAll('br, hr, p, div, blockquote, pre')) line.after('\n');
    return body.textContent ?? '';
  };
  const dayOf = (message: Element): string => {
    let before: Element | null = message;
    while (before !== null && before.tagName !== 'H2') before = before.previousElementSibling;
    return before?.id ?? '';
  };
  const messages = all('.messages > div').map((message) => ({
    id: message.id,
    body: bodyOf(message),
    text: message.textContent ?? '',
    isMarkedDeleted: message.querySelector(':scope > .deleted') !== null,
    permalink: absolute(message.querySelector(':scope > a')?.getAttribute('href') ?? ''),
    day: dayOf(message),
  }));
  const sets = valuesOf('srcset').flatMap((set) => set.split(',').map((part) => part.trim().split(/\s/, 1)[0] ?? ''));
  return {
    address: location.href,
    links: valuesOf('href', 'a').map(absolute),
    loads: [...valuesOf('src'), ...sets, ...valuesOf('href', 'link')].map(absolute),
    ids,
    faults,
    messages,
  };
}
