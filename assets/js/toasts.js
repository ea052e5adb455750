// Short notes: HX-Trigger {"toast": {"msg": …, "undo": URL}}; words for failures stand in #toasts[data-offline|data-failed].
import htmx from './htmx.js';
import { all, one } from './dom.js';

const SHOWN_FOR = 8000;
const box = one('#toasts');

function leave(note) {
  setTimeout(() => note.remove(), SHOWN_FOR);
}

export function toast(text, undo) {
  const note = document.createElement('div');
  note.className = 'toast-note';
  note.append(text);
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = box.dataset.undo;
    button.addEventListener('click', () => {
      note.remove();
      htmx.ajax('POST', undo, { swap: 'none' });
    });
    note.append(button);
  }
  // Inside an open modal dialog, or the note would lie behind it and be inert.
  (all('dialog[open]').pop() ?? document.body).append(box);
  box.append(note);
  leave(note);
}

all('.toast-note', box).forEach(leave);
document.body.addEventListener('toast', (event) => toast(event.detail.msg, event.detail.undo));
document.body.addEventListener('htmx:sendError', () => toast(box.dataset.offline));
document.body.addEventListener('htmx:responseError', ({ detail }) => {
  if (!detail.xhr.getResponseHeader('HX-Trigger') && !detail.xhr.getResponseHeader('HX-Redirect')) toast(box.dataset.failed);
});
