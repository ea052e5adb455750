// [data-open="id"] opens a dialog, [data-close] closes it. A dialog[data-src] is filled by htmx at each opening.
import htmx from './htmx.js';
import { all, on, one } from './dom.js';

const WANTED = '[data-focus], [autofocus]';
const FIRST = '.picker-input, .input:not([type="hidden"])';

export function open(dialog, opener) {
  if (dialog.open) return;
  dialog.showModal();
  const source = opener?.getAttribute('href') || dialog.dataset.src;
  if (dialog.dataset.src) fill(dialog, source);
  else dialog.dispatchEvent(new CustomEvent('dialog-open'));
}

async function fill(dialog, source) {
  const content = one('[data-content]', dialog);
  content.setAttribute('aria-busy', 'true');
  await htmx.ajax('GET', source, { target: content, swap: 'innerHTML' });
  content.removeAttribute('aria-busy');
  (one(WANTED, content) ?? one(FIRST, content))?.focus();
}

on('click', '[data-open]', (event, opener) => {
  const dialog = document.getElementById(opener.dataset.open);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opener.closest('dialog')?.close();
  open(dialog, opener);
});

on('click', 'dialog [data-close]', (event, button) => {
  event.preventDefault();
  button.closest('dialog').close();
});

on('click', 'dialog', (event, dialog) => {
  const edge = dialog.getBoundingClientRect();
  const outside = event.clientX < edge.left || event.clientX > edge.right || event.clientY < edge.top || event.clientY > edge.bottom;
  if (event.target === dialog && event.clientX && outside) dialog.close();
});

document.body.addEventListener('closeDialogs', () => all('dialog[open]').forEach((dialog) => dialog.close()));
