// Leads from the search field of a page to the search page; on a page of a conversation, to what is found in it.
// Without it the site's navigation leads to the search page all the same.
(() => {
  const field = document.getElementById('site-search');
  if (!field) return;

  // Quotation marks would end the quoted title; a title without any letter names nothing, and the folder's name is the id.
  const title =
    document
      .querySelector('.conversation-title')
      ?.textContent.replace(/["“”„«»]/g, ' ')
      .trim() ?? '';
  const [, id] = /\/c\/([0-9a-f-]{36})\/[^/]*$/.exec(location.pathname) ?? [];
  const named = /[\p{L}\p{N}]/u.test(title) ? `"${title}"` : id;
  const scope = title !== '' && named ? `in:${named} ` : '';

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
