// Shows a conversation as it stood at a time: later messages hidden, edits and deletions undone, and who was a member.
// The time is in the address, ?asof=2020-01-02T08:00:00Z, and goes along to the other pages of the conversation. Every page is
// whole without it. What it needs to know: the <time> of each message, data-history of those that changed, and past.js.
(() => {
  const header = document.querySelector('[data-pages]');
  if (!header) return;
  const box = document.getElementById('as-of');
  const byId = (id) => document.getElementById(id);
  const undo = [];
  let past;

  /** What a message or a version says: a block, or a mere paragraph. */
  const BODY = '.body, p[dir]:not([class])';

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const told = (name, values = {}) => filled(box.dataset[name], values);
  const element = (tag, text, className = '') => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  // ---- Times. Seconds since 1970, UTC; what a reader types is of the site's time zone.

  const isZone = (name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: name }));
    } catch {
      return false;
    }
  };
  const zone = isZone(header.dataset.zone) ? header.dataset.zone : 'UTC';

  /** What clocks of the zone show, as YYYY-MM-DDThh:mm:ss. */
  const localOf = (time) => {
    const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
    const format = new Intl.DateTimeFormat('en-US', {
      ...options,
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    });
    const of = Object.fromEntries(format.formatToParts(time * 1000).map(({ type, value }) => [type, value]));
    return `${of.year.padStart(4, '0')}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}`;
  };

  /** As the site writes a time, to the second. */
  const whenOf = (time) => {
    const [date, clock] = localOf(time).split('T');
    const [year, month, day] = date.split('-').map(Number);
    const name = header.dataset.months.split(' ')[month - 1];
    return `${filled(header.dataset.day, { day, month: name, year })}, ${clock} ${zone}`;
  };

  const secondsOf = (iso) => Math.floor(Date.parse(iso) / 1000);

  /** The offset of a time near it may be another one, so it is looked up twice. */
  const timeOfLocal = (local) => {
    const asUtc = secondsOf(`${local}Z`);
    const shifted = (guess) => asUtc - (secondsOf(`${localOf(guess)}Z`) - guess);
    return Number.isNaN(asUtc) ? undefined : shifted(shifted(asUtc));
  };

  const isoOf = (time) => new Date(time * 1000).toISOString().replace('.000', '');

  const timeInAddress = () => {
    const given = new URLSearchParams(location.search).get('asof');
    const time = given === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(given) ? Number.NaN : secondsOf(given);
    return Number.isNaN(time) ? undefined : time;
  };

  // ---- What is changed on the page, and changed back.

  const change = (todo, back) => {
    todo();
    undo.push(back);
  };
  const hide = (one) => {
    if (one && !one.hidden)
      change(
        () => (one.hidden = true),
        () => (one.hidden = false),
      );
  };
  const add = (place, made) =>
    change(
      () => place(made),
      () => made.remove(),
    );

  /** What held at a time: undefined where the archive knows of no text yet. */
  const entryAt = (history, time) => {
    const entries = history.split(' ').map((entry) => /^(-?\d+):(\d+)(\w*)$/.exec(entry));
    const entry = entries.filter(([, second]) => Number(second) <= time).at(-1);
    const found = entry ?? entries[0];
    return {
      isKnown: entry !== undefined,
      isLatest: entry === entries.at(-1),
      firstTime: Number(entries[0][1]),
      place: Number(found[2]),
      flags: entry === undefined ? '' : found[3],
    };
  };

  /** The text of an earlier version, made from what the page shows of it. */
  const versionText = (version) => {
    const body = version.querySelector(BODY).cloneNode(true);
    for (const added of body.querySelectorAll('ins')) added.remove();
    for (const gone of body.querySelectorAll('del')) gone.replaceWith(...gone.childNodes);
    if (body.tagName !== 'P') {
      body.classList.remove('difference');
      return body;
    }
    const block = element('div', '', 'body');
    block.dir = 'auto';
    block.append(body);
    return block;
  };

  const hideText = (message) => {
    for (const shown of message.children) if (shown.matches(`${BODY}, .subject, .note:not(.deleted)`)) hide(shown);
  };

  /** Puts what was said then in the place of what was said later. Files alone were sent without a text. */
  const showVersion = (message, place) => {
    const version = message.querySelectorAll(':scope > .versions > ol > li')[place];
    if (!version) return;
    hideText(message);
    const text = version.querySelector(BODY) && versionText(version);
    const parts = [version.querySelector('.subject')?.cloneNode(true), text].filter(Boolean);
    for (const part of parts) part.classList.add('as-of-text');
    const anchor = message.querySelector(':scope > .deleted') ?? message.querySelector(':scope > a');
    for (const part of parts.reverse()) add((made) => anchor.after(made), part);
  };

  const showState = (message, entry) => {
    for (const mark of message.querySelectorAll(':scope > .task, :scope > .pin')) hide(mark);
    const marks = { p: ['pinned', 'mark'], t: ['todo', 'mark task'], d: ['done', 'mark task done'] };
    for (const flag of entry.flags.replace('x', '')) {
      const [name, className] = marks[flag];
      add((made) => message.append(made), element('p', told(name), className));
    }
  };

  /** An answer quotes what the other message says now: no words of later are shown. */
  const hideQuote = (message, time) => {
    const quote = message.querySelector(':scope > .reply > [data-changed]');
    if (!quote || Number(quote.dataset.changed) <= time) return;
    hide(quote);
    add((made) => quote.after(made), element('span', told('changed'), 'muted'));
  };

  const postedOf = (message) => secondsOf(message.querySelector('time')?.dateTime);

  const showMessage = (message, posted, time) => {
    if (posted > time) return hide(message);
    hideQuote(message, time);
    if (message.dataset.history === undefined) return undefined;
    const entry = entryAt(message.dataset.history, time);
    hide(message.querySelector(':scope > .versions'));
    if (entry.isLatest) return undefined;
    for (const mark of message.querySelectorAll(':scope > .mark:not(.pin):not(.task)')) hide(mark);
    if (entry.flags.includes('x')) hideText(message);
    else {
      hide(message.querySelector(':scope > .deleted'));
      showVersion(message, entry.place);
    }
    showState(message, entry);
    const note = entry.isKnown ? told('changed') : told('before', { when: whenOf(entry.firstTime) });
    add((made) => message.append(made), element('p', note, 'mark as-of-mark'));
    return undefined;
  };

  /** Headings of a day or a person below which nothing is left. */
  const hideEmpty = (list) => {
    const shown = { H2: false, H3: false };
    for (const one of [...list].reverse()) {
      if (one.tagName === 'DIV') {
        if (!one.hidden) shown.H2 = true;
        if (!one.hidden && !one.matches('.event')) shown.H3 = true;
        continue;
      }
      if (!shown[one.tagName]) hide(one);
      shown.H3 = false;
      if (one.tagName === 'H2') shown.H2 = false;
    }
  };

  const showMessages = (time) => {
    const messages = [...document.querySelectorAll('.messages > div')];
    // Messages are in order: one without a time goes with the one before it, those at the top with the one after them.
    let posted = messages.map(postedOf).find((one) => !Number.isNaN(one));
    for (const message of messages) {
      const own = postedOf(message);
      if (!Number.isNaN(own)) posted = own;
      showMessage(message, posted, time);
    }
    hideEmpty(document.querySelector('.messages')?.children ?? []);
    const hidden = messages.filter((message) => message.hidden).length;
    if (hidden === 0) return '';
    return hidden === messages.length ? told('nothing') : told('hidden', { count: hidden });
  };

  /** Rows of the overview's table of people. */
  const showMembers = (time) => {
    for (const row of document.querySelectorAll('#members tbody tr')) {
      const joined = secondsOf(row.querySelector('.joined')?.dateTime);
      const left = secondsOf(row.querySelector('.left')?.dateTime);
      if (joined > time || left <= time) hide(row);
    }
  };

  /** A sheet of paper names the time, and tells neither how many messages the whole page has nor their hash. */
  const showOnSheet = (when) => {
    const sheet = document.querySelector('.sheet');
    if (!sheet) return;
    hide(sheet.querySelector('.whole'));
    add((made) => sheet.append(made), element('span', ` · ${told('asItStood', { when })}`));
  };

  // ---- Who was a member, and what they could see of it.

  /** Ranges of numbers, [first, last] with undefined for an open end, joined where they touch. */
  const joinedRanges = (ranges) => {
    const sorted = ranges.sort((a, b) => a[0] - b[0]);
    const merged = [];
    for (const [first, last] of sorted) {
      const before = merged.at(-1);
      if (before === undefined || first > before[1] + 1) merged.push([first, last]);
      else before[1] = Math.max(before[1], last);
    }
    return merged;
  };

  const seenBy = (person, time) => {
    const stretches = person.stretches.filter(([joined]) => joined === null || joined <= time);
    const own = stretches.map(([, first, left, last]) => {
      const isOver = last !== null && left !== null && left <= time;
      return [first ?? 1, isOver ? last : Number.POSITIVE_INFINITY];
    });
    const shown = person.shown
      .filter(([when]) => when !== null && when <= time)
      .map(([, first, last]) => [first, last]);
    const ranges = joinedRanges([...own, ...shown]).map(([first, last]) =>
      told(Number.isFinite(last) ? 'sawRange' : 'sawFrom', { first: `#${first}`, last: `#${last}` }),
    );
    return told('saw', { ranges: ranges.join(', ') });
  };

  /** 'yes', 'perhaps' where it is not known when somebody came or left, or undefined. */
  const membership = (person, time) => {
    const was = person.stretches.map(([joined, , left, , isCurrent]) => {
      if ((joined !== null && joined > time) || (left !== null && left <= time)) return undefined;
      return joined !== null && (left !== null || isCurrent) ? 'yes' : 'perhaps';
    });
    return was.find((one) => one === 'yes') ?? was.find((one) => one !== undefined);
  };

  const personItem = (person, kind, time) => {
    const item = element('li', '');
    const name = element('bdi', person.name);
    const link = element(person.href ? 'a' : 'span', '', 'person');
    if (person.href) link.href = person.href;
    link.append(name);
    const remark = `${kind === 'perhaps' ? `${told('perhaps')}, ` : ''}${seenBy(person, time)}`;
    item.append(link, ' ', element('span', remark, 'muted'));
    return item;
  };

  const showPeople = (time) => {
    const found = past.people.flatMap((person) => {
      const kind = membership(person, time);
      return kind === undefined ? [] : [personItem(person, kind, time)];
    });
    const list = element('ul', '', 'as-of-members');
    list.append(...found);
    const title = found.length === 0 ? told('nobody') : told('members', { count: found.length });
    const topic = past.topics.filter(([named]) => named <= time).at(-1)?.[1];
    const called = topic ? [element('p', told('called', { topic }))] : [];
    byId('as-of-people').replaceChildren(...called, element('p', title), list);
  };

  const showJump = (time) => {
    const page = past.pages.filter(([, first]) => first !== null && first <= time).at(-1)?.[0];
    const name = page === undefined ? undefined : `${page}.html`;
    const link = byId('as-of-jump');
    link.hidden = name === undefined || location.pathname.endsWith(`/${name}`);
    if (name !== undefined) link.setAttribute('href', `${name}?asof=${isoOf(time)}`);
  };

  // ---- The state, in the address and in the links to other pages of the conversation.

  /** past.js comes in when it is first needed, since most readers never ask for it. */
  const withPast = (then) => {
    if (past !== undefined) return then();
    globalThis.fleepPast = (value) => {
      past = value;
    };
    const script = document.createElement('script');
    script.src = 'past.js';
    script.addEventListener('load', then);
    document.head.append(script);
    return undefined;
  };

  const carry = (time) => {
    for (const link of document.querySelectorAll('a[href]')) {
      const [, page, fragment] = /^([\w-]+\.html)(?:\?[^#]*)?(#.*)?$/.exec(link.getAttribute('href')) ?? [];
      if (page === undefined || link.closest('.site-nav, .site-footer')) continue;
      link.setAttribute('href', page + (time === undefined ? '' : `?asof=${isoOf(time)}`) + (fragment ?? ''));
    }
  };

  const show = (time) => {
    while (undo.length > 0) undo.pop()();
    carry(time);
    const note = byId('as-of-now');
    if (note) {
      note.hidden = time === undefined;
      note.textContent = time === undefined ? '' : filled(note.dataset.text, { when: whenOf(time) });
    }
    if (!box) return;
    box.classList.toggle('active', time !== undefined);
    byId('as-of-ways').hidden = time === undefined;
    byId('as-of-people').replaceChildren();
    byId('as-of-jump').hidden = true;
    byId('as-of-status').textContent = '';
    if (time === undefined) return;
    const local = localOf(time);
    byId('as-of-date').value = local.slice(0, 10);
    byId('as-of-time').value = local.slice(11);
    showMembers(time);
    showOnSheet(whenOf(time));
    byId('as-of-status').textContent = [told('asItStood', { when: whenOf(time) }), showMessages(time)]
      .filter(Boolean)
      .join(' ');
    withPast(() => {
      if (timeInAddress() !== time) return;
      showPeople(time);
      showJump(time);
      // What was put in above has moved the message that the address names.
      if (location.hash !== '') byId(location.hash.slice(1))?.scrollIntoView();
    });
  };

  const go = (time) => {
    history.pushState(null, '', `${location.pathname}${time === undefined ? '' : `?asof=${isoOf(time)}`}`);
    show(time);
  };

  const ask = () => {
    const [date, clock] = [byId('as-of-date').value, byId('as-of-time').value || '23:59:59'];
    const time = date === '' ? undefined : timeOfLocal(`${date}T${clock.length === 5 ? `${clock}:00` : clock}`);
    if (time === undefined) byId('as-of-status').textContent = told('bad');
    else go(time);
  };

  if (box) {
    byId('as-of-show').addEventListener('click', ask);
    byId('as-of-back').addEventListener('click', () => {
      go(undefined);
      box.querySelector('summary').focus();
    });
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target.matches('input')) ask();
    });
    addEventListener('popstate', () => show(timeInAddress()));
  }
  if (timeInAddress() !== undefined) show(timeInAddress());
})();
