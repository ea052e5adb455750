// htmx with the CSRF token on every request. `form[data-bare-address]` keeps empty filters out of the address.
import htmx from 'htmx.org';
import { meta, on, onContent, one } from './dom.js';

document.body.addEventListener('htmx:configRequest', ({ detail }) => {
  detail.headers['X-CSRFToken'] = meta('csrf');
  if (!detail.elt.matches('[data-bare-address]')) return;
  for (const [name, value] of [...detail.formData.entries()]) if (value === '') detail.formData.delete(name);
});

// A search field among filters asks while typing; the other controls ask by their change.
let waiting;
on('input', '.filters input[type="search"]', (_event, field) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => htmx.trigger(field.form, 'refilter'), 250);
});

// What needs attention (an error summary, a form that has just come in) takes the focus.
onContent((root) => {
  const wanted = one('[data-focus]', root);
  if (wanted && !wanted.dataset.focused) {
    wanted.dataset.focused = 'true';
    wanted.focus();
  }
});

export default htmx;
