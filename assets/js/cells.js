// Rows of cells ([data-week-row] with [data-cell] fields): Enter and the arrows go up and down, Esc brings back what is saved.
import { all, isComposing, on } from './dom.js';

const besides = (cell, step) => {
  const rows = all('[data-week-row]');
  const row = rows[rows.indexOf(cell.closest('[data-week-row]')) + step];
  return row && row.querySelector(`[data-cell="${cell.dataset.cell}"]`);
};
const go = (event, cell, step) => {
  const next = besides(cell, step);
  if (!next && event.key !== 'Enter') return;
  event.preventDefault();
  if (next) {
    next.focus();
    next.setSelectionRange?.(next.value.length, next.value.length);
  } else cell.blur();
};
const revert = (cell) => {
  if (cell.matches('select')) all('option', cell).forEach((option) => { option.selected = option.defaultSelected; });
  else cell.value = cell.defaultValue;
};
const keep = (cell) => {
  if (cell.matches('select')) all('option', cell).forEach((option) => { option.defaultSelected = option.selected; });
  else cell.defaultValue = cell.value;
};

on('keydown', '[data-cell]', (event, cell) => {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const isText = !cell.matches('select');
  if (event.key === 'Escape') revert(cell);
  else if (event.key === 'Enter' && !event.shiftKey) go(event, cell, 1);
  else if (isText && event.key === 'ArrowDown' && cell.selectionStart === cell.value.length) go(event, cell, 1);
  else if (isText && event.key === 'ArrowUp' && cell.selectionEnd === 0) go(event, cell, -1);
});

// What the server has taken is what Esc brings back.
document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
  if (!detail.successful || !detail.elt.closest?.('[data-week-row]')) return;
  if (detail.elt.matches('[data-cell]')) keep(detail.elt);
  else all('[data-cell]', detail.elt).forEach(keep);
});
