// The board: cards are dragged, or moved by their menu; the server's dialog decides. Loaded on the board's page only.
import Sortable, { AutoScroll } from 'sortablejs/modular/sortable.core.esm.js';
import { all, on, one } from './dom.js';

Sortable.mount(new AutoScroll());
const HOLD = 180; // ms by which a finger says that it means the card and not the page
const dialog = one('#step');
let pending = null; // a card on its way: where it came from, until the server has said yes

/** Open the dialog of a move. A drag ends in a click of its own, which Sortable swallows: so this waits for it. */
const ask = (card, stage) => setTimeout(() => {
  document.body.dispatchEvent(new MouseEvent('click', { cancelable: true }));
  const link = document.createElement('a');
  link.href = `${one('.card-move', card).pathname}?to=${stage}`;
  link.dataset.open = dialog.id;
  card.append(link);
  link.click();
  link.remove();
});

function putBack() {
  if (!pending) return;
  const { card, home, next } = pending;
  pending = null;
  card.classList.remove('is-pending');
  home.insertBefore(card, next?.parentElement === home ? next : null);
  one('.card-name', card).focus();
}

function dropped({ item: card, from: home, to: target }) {
  if (home === target) return;
  pending = { card, home, next: card.nextOwn };
  card.classList.add('is-pending');
  ask(card, target.closest('[data-stage]').dataset.stage);
}

const made = new WeakSet();
const prepare = () => all('[data-cards]').filter((list) => !made.has(list)).forEach((list) => {
  made.add(list);
  Sortable.create(list, {
    group: 'board',
    sort: false,
    draggable: '[data-movable]',
    filter: '.card-move',
    preventOnFilter: false,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 5,
    delay: HOLD,
    delayOnTouchOnly: true,
    scrollSensitivity: 60,
    ghostClass: 'is-ghost',
    dragClass: 'is-dragged',
    onStart: ({ item }) => { item.nextOwn = item.nextElementSibling; },
    onEnd: dropped,
  });
});
prepare();
document.body.addEventListener('htmx:afterSettle', prepare);
dialog.addEventListener('close', putBack);

// The server has moved it: both columns are drawn anew, and the card keeps the focus.
document.body.addEventListener('moved', ({ detail: { id, stages } }) => {
  pending?.card.remove();
  pending = null;
  const columns = stages.map((stage) => one(`#column-${stage}`)).filter(Boolean);
  columns.forEach((column) => column.dispatchEvent(new Event('refresh')));
  const to = stages.at(-1);
  const focus = () => {
    const name = one(`#column-${to} #card-${id} .card-name`); // not the one that still stands where it came from
    if (!name) return;
    name.focus({ preventScroll: true });
    document.body.removeEventListener('htmx:afterSettle', focus);
  };
  document.body.addEventListener('htmx:afterSettle', focus);
});

// The menu of a card: one for all, put into the card that asks for it.
const template = one('#move-menu');
let menu = null;

function shut(opener) {
  if (!menu) return;
  menu.previousElementSibling?.setAttribute('aria-expanded', 'false');
  menu.remove();
  menu = null;
  opener?.focus();
}

on('click', '.card-move', (event, opener) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const isOpen = menu?.previousElementSibling === opener;
  shut();
  if (isOpen) return;
  menu = template.content.firstElementChild.cloneNode(true);
  const here = opener.closest('[data-stage]').dataset.stage;
  for (const entry of all('a', menu)) {
    const { stage } = entry.dataset;
    if (stage === here || (opener.dataset.track === 'light' && stage === 'building')) entry.remove();
    else entry.href = `${opener.pathname}?to=${stage}`;
  }
  opener.after(menu);
  opener.setAttribute('aria-expanded', 'true');
  one('a', menu).focus();
});

document.addEventListener('click', ({ target }) => {
  if (menu && !target.closest('.card-move') && (!menu.contains(target) || target.closest('[data-open]'))) shut();
});

on('keydown', '.menu-list.is-move', (event, list) => {
  if (event.key === 'Escape') shut(list.previousElementSibling);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const entries = all('a', list);
  entries.at((entries.indexOf(document.activeElement) + step) % entries.length)?.focus();
});

// On the phone one column fills the screen; its tab is marked.
function mark() {
  const board = one('#board');
  const middle = board.getBoundingClientRect().left + board.clientWidth / 2;
  const here = all('.column', board).find((column) => column.getBoundingClientRect().right > middle);
  for (const tab of all('.board-tabs a')) {
    if (tab.hash === `#${here?.id}`) tab.setAttribute('aria-current', 'true');
    else tab.removeAttribute('aria-current');
  }
}
mark();
on('scroll', '#board', mark, true);
document.body.addEventListener('htmx:afterSettle', mark);
