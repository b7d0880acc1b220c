// Runs in a world of its own: what the scripts of a page have made of the built-in functions does not reach it.
// The value is an object of functions that the renderer calls.
({
  // The letters that the page shows, by which one that is still empty is told.
  letters: () => (document.body ? document.body.innerText.trim().length : 0),

  // Where the page is, its elements, which are more when scrolling brought something, and its height.
  size: () => [location.pathname, document.getElementsByTagName('*').length, document.documentElement?.scrollHeight || 0],

  // To the end; every other time a little less, so that the page notices.
  scroll: (nth) => { scrollTo(0, (document.documentElement?.scrollHeight || 0) - innerHeight - 2 * (nth % 2)); },

  // Until the page has been drawn twice: what waits to be seen has been told then.
  drawn: () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),

  // The document as markup with its open shadow roots, or its length alone where it has more characters than `most`.
  markup: (most) => {
    const roots = [];
    const inside = [document];
    for (let root; (root = inside.pop()); ) {
      for (const element of root.querySelectorAll('noscript')) element.remove();  // is not shown where scripts run
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) {
          roots.push(element.shadowRoot);
          inside.push(element.shadowRoot);
        }
      }
    }
    const top = document.documentElement;
    if (!top) return {address: location.href, text: '', length: 0};
    const open = top.cloneNode(false).outerHTML.replace(/<\/html>$/i, '');
    const text = `<!DOCTYPE html>${open}${top.getHTML({shadowRoots: roots})}</html>`;
    return {address: location.href, text: text.length > most ? null : text, length: text.length};
  },
})
