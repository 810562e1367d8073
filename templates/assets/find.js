// Leads from the search field of a page to the search page; on a page of a conversation, to what is found in it.
// Without it the site's navigation leads to the search page all the same.
(() => {
  const field = document.getElementById('site-search');
  if (!field) return;

  // The words of its title may be in others as well. The folder of a conversation is called by its id, unless that is an odd one.
  const heading = document.querySelector('.conversation-title');
  const title = heading?.textContent.replace(/["“”„«»]/g, ' ').trim();
  const [, id] = /\/c\/([0-9a-f-]{36})\/[^/]*$/.exec(location.pathname) ?? [];
  const scope = heading ? `in:${id ?? `"${title}"`} ` : '';

  const go = () => {
    const text = field.value.trim();
    const query = scope !== '' && /\bOR\b/.test(text) ? `(${text})` : text;
    location.href = `${field.dataset.page}#${new URLSearchParams({ q: `${scope}${query}`.trim() })}`;
  };

  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) go();
  });
  document.getElementById('site-search-go').addEventListener('click', go);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) return;
    event.preventDefault();
    field.focus();
  });
})();
