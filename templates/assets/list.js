// Filters and sorts the list of a page. The page is whole without it: the list comes sorted, and all of it is there.
(() => {
  const table = document.querySelector('table[id$="-list"]');
  const body = table?.tBodies[0];
  if (!body || body.rows.length < 2) return;

  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const rows = [...body.rows].map((row) => ({
    row,
    text: fold(`${row.cells[0].textContent} ${row.dataset.names ?? ''}`),
  }));

  const told = (shown) => table.dataset.shown.replace('{shown}', shown).replace('{total}', rows.length);

  const addField = (box, text, type) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = type;
    if (type === 'number') input.min = '0';
    label.append(text, ' ', input);
    box.append(label);
    return input;
  };

  /** Filters by the days and the number of messages of a row: its first two <time>, and its first number. */
  const moreFilters = () => {
    const box = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = table.dataset.more;
    box.append(summary);
    const since = addField(box, table.dataset.since, 'date');
    const until = addField(box, table.dataset.until, 'date');
    const least = addField(box, table.dataset.least, 'number');
    const isWanted = (row) => {
      const [first, last] = [...row.querySelectorAll('time')].map((time) => time.dateTime.slice(0, 10));
      if (since.value !== '' && (last === undefined || last < since.value)) return false;
      if (until.value !== '' && (first === undefined || first > until.value)) return false;
      return Number(row.querySelector('.number').textContent.replace(/\D/g, '')) >= Number(least.value);
    };
    const read = () => ([since, until, least].some(({ value }) => value !== '') ? isWanted : undefined);
    return { box, read };
  };

  const addFilter = () => {
    const box = document.createElement('div');
    box.className = 'filter';
    const label = document.createElement('label');
    label.textContent = table.dataset.filter;
    const input = document.createElement('input');
    input.type = 'search';
    input.id = 'filter';
    label.htmlFor = input.id;
    const status = document.createElement('output');
    const more = table.dataset.more === undefined ? undefined : moreFilters();
    box.append(label, input, status, ...(more === undefined ? [] : [more.box]));
    table.before(box);
    box.addEventListener('input', () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      const isWanted = more?.read();
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every((word) => text.includes(word)) || isWanted?.(row) === false;
        if (!row.hidden) shown += 1;
      }
      status.textContent = words.length === 0 && isWanted === undefined ? '' : told(shown);
    });
  };

  // A cell's value for sorting: its time, its number, or its folded text.
  const sortValue = (cell) => {
    const time = cell.querySelector('time');
    if (time) return time.dateTime;
    if (cell.classList.contains('number')) return Number(cell.textContent.replace(/\D/g, ''));
    return fold(cell.textContent.trim());
  };

  const sortBy = (column, direction) => {
    const sorted = rows.map((entry) => ({ ...entry, value: sortValue(entry.row.cells[column]) }));
    sorted.sort((a, b) => (a.value < b.value ? -direction : a.value > b.value ? direction : 0));
    body.append(...sorted.map((entry) => entry.row));
  };

  const addSorting = () => {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      if (head.dataset.unsorted !== undefined) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const isFirst = head.getAttribute('aria-sort') === null;
        const startsDown = head.classList.contains('number') || column > 0;
        const isDown = isFirst ? startsDown : head.getAttribute('aria-sort') === 'ascending';
        for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
        sortBy(column, isDown ? -1 : 1);
      });
    }
  };

  addFilter();
  addSorting();
})();
