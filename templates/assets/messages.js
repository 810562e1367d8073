// Leads an address that ends in a message's number, such as index.html#m123, to the page of the conversation that holds it.
// Without it the permanent links, which name the page as well, work all the same.
(() => {
  const header = document.querySelector('[data-pages]');
  if (!header) return;
  const pages = header.dataset.pages.split(' ');
  const size = Number(header.dataset.pageSize);

  const go = () => {
    const number = /^#m(\d+)$/.exec(location.hash)?.[1];
    if (number === undefined || document.getElementById(`m${number}`)) return;
    const page = String(Math.floor(Number(number) / size));
    const here = location.pathname.slice(location.pathname.lastIndexOf('/') + 1);
    if (pages.includes(page) && here !== `${page}.html`) location.replace(`${page}.html${location.search}#m${number}`);
  };

  addEventListener('hashchange', go);
  go();
})();
