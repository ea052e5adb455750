// Single keys; never in a field, in a dialog or while an input method composes.
import { isComposing, one } from './dom.js';
import { open } from './dialogs.js';

const AFTER_G = 900;
let pressedG = 0;

const dialog = (id) => () => {
  const target = document.getElementById(id);
  if (target) open(target);
};
const ACTIONS = {
  '/': dialog('palette'),
  '?': dialog('help'),
  m: dialog('log'),
  n: () => {
    const menu = one('#new-menu');
    if (!menu) return;
    menu.open = true;
    one('.menu-list a', menu).focus();
  },
  e: () => one('[data-edit]')?.click(),
  j: () => one('[data-next]')?.click(),
  k: () => one('[data-previous]')?.click(),
};

document.addEventListener('keydown', (event) => {
  if (isComposing(event)) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    ACTIONS['/']();
    return;
  }
  const within = (selector) => event.target.closest?.(selector);
  const left = within('dialog:not([open])'); // just closed, it keeps the focus until the next frame
  const busy = (!left && within('input, textarea, select, [contenteditable]')) || one('dialog[open]');
  if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
  if (Date.now() - pressedG < AFTER_G) {
    pressedG = 0;
    one(`.side [data-go="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === 'g') {
    pressedG = Date.now();
  } else if (ACTIONS[event.key]) {
    event.preventDefault();
    ACTIONS[event.key]();
  }
});
