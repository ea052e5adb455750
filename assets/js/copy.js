// [data-copy="#id"]: copies a text; also on plain http, where the browser's clipboard is not to be had.
import { on, one } from './dom.js';

const DONE_FOR = 2000;

function copyBySelection(text, near) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  (near.closest('dialog') ?? document.body).append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

async function copy(text, near) {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed here: the old way */ }
  }
  return copyBySelection(text, near);
}

on('click', '[data-copy]', async (_event, button) => {
  const source = one(button.dataset.copy);
  if (!(await copy('value' in source ? source.value : source.textContent.trim(), button))) {
    source.select?.();
    return;
  }
  const words = one('span', button);
  const before = words.textContent;
  if (before === button.dataset.done) return;
  words.textContent = button.dataset.done;
  setTimeout(() => { words.textContent = before; }, DONE_FOR);
});
