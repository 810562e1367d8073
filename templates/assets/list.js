// Filters and sorts the list of a page. The page is whole without it: the list comes sorted, and all of it is there.
(() => {
  const table = document.querySelector('table[id$="-list"]');
  const body = table?.tBodies[0];
  if (!body) return;

  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const rows = [...body.rows].map((row) => ({
    row,
    text: fold(`${row.cells[0].textContent} ${row.dataset.names ?? ''}`),
  }));

  const told = (shown) => table.dataset.shown.replace('{shown}', shown).replace('{total}', rows.length);

  /**
   * Tells which rows the days and the number of messages want: by the days of a row's first two <time>, which are of the zone of the
   * site, by the months in between where not all have messages, and by its first number. Opens the fold they are in where one has a value: rows that are gone must say why.
   */
  const moreFilters = () => {
    const [since, until, least] = ['since', 'until', 'least'].map((name) => document.getElementById(`filter-${name}`));
    const details = since.closest('details');
    const isWanted = (row) => {
      const [first, last] = [...row.querySelectorAll('time')].map((time) => time.dataset.day);
      if (since.value !== '' && (last === undefined || last < since.value)) return false;
      if (until.value !== '' && (first === undefined || first > until.value)) return false;
      const [from, to] = [since.value.slice(0, -3), until.value.slice(0, -3) || '~'];
      const runs = row.dataset.runs?.split(' ').map((run) => run.split('/')) ?? [];
      if (runs.length > 0 && !runs.some(([begun, ended]) => ended >= from && begun <= to)) return false;
      return Number(row.querySelector('.number').textContent.replace(/\D/g, '')) >= Number(least.value);
    };
    return () => {
      if ([since, until, least].every(({ value }) => value === '')) return undefined;
      if (details) details.open = true;
      return isWanted;
    };
  };

  const addFilter = () => {
    const box = document.querySelector('.filter');
    const input = document.getElementById('filter');
    const status = document.querySelector('output[for="filter"]');
    if (!box || !input || !status) return;
    const more = document.getElementById('filter-since') === null ? undefined : moreFilters();
    const apply = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      const isWanted = more?.();
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every((word) => text.includes(word)) || isWanted?.(row) === false;
        if (!row.hidden) shown += 1;
      }
      status.textContent = words.length === 0 && isWanted === undefined ? '' : told(shown);
    };
    box.addEventListener('input', apply);
    // A browser that comes back to the page puts in what was there: some while it reads the page, some when all of it is there.
    addEventListener('pageshow', apply);
    apply();
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
