// details[data-menu]: closes by a click elsewhere, by Esc, and when another one opens.
import { all, on } from './dom.js';

document.addEventListener('click', (event) => {
  for (const menu of all('details[data-menu][open]')) if (!menu.contains(event.target) || event.target.closest('[data-open]')) menu.open = false;
});

on('keydown', 'details[data-menu][open]', (event, menu) => {
  if (event.key === 'Escape') {
    menu.open = false;
    menu.firstElementChild.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const entries = all('a, button', menu);
  entries.at((entries.indexOf(document.activeElement) + step) % entries.length)?.focus();
});
