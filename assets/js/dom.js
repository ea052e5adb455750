// What the modules share.
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const meta = (name) => one(`meta[name="${name}"]`)?.content ?? '';

/** The language for dates and amounts: the page's, and for English the order that the server writes (15 Jul 2022). */
export const language = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;

/** Whether a key belongs to an input method that is still composing (Chinese typed by pinyin). */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Listen on the document for an event inside elements that match, also those that come later. */
export const on = (type, selector, react, capture = false) =>
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element) react(event, element);
  }, capture);

/** Run for the page now, and for every piece of it that htmx brings in later. */
export const onContent = (react) => {
  react(document.body);
  document.body.addEventListener('htmx:afterSettle', (event) => react(event.detail.elt?.parentElement ?? event.target));
};
