// Search from everywhere: arrows choose, Enter opens. The server finds, by characters, pinyin initials, English or credit code.
import htmx from './htmx.js';
import { all, isComposing, on, one } from './dom.js';

const palette = one('#palette');

const go = (hit, event) => (event.ctrlKey || event.metaKey ? open(hit.dataset.href, '_blank') : location.assign(hit.dataset.href));

function mark(hits, index) {
  hits.forEach((hit, i) => hit.setAttribute('aria-selected', String(i === index)));
  hits[index].scrollIntoView({ block: 'nearest' });
  one('input', palette).setAttribute('aria-activedescendant', hits[index].id);
}

if (palette) {
  const input = one('input', palette);
  palette.addEventListener('dialog-open', () => {
    input.focus();
    input.select();
    htmx.trigger(input, 'palette-open');
  });
  palette.addEventListener('keydown', (event) => {
    const hits = all('.hit:not([aria-disabled])', palette);
    if (isComposing(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault(); // the first one would only empty the field
      palette.close();
    }
    if (!hits.length) return;
    const present = hits.findIndex((hit) => hit.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      mark(hits, (present + step + hits.length) % hits.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(hits[Math.max(present, 0)], event);
    }
  });
  palette.addEventListener('htmx:afterSwap', () => {
    const hits = all('.hit:not([aria-disabled])', palette);
    if (hits.length) mark(hits, 0);
    else input.removeAttribute('aria-activedescendant');
  });
  on('click', '#palette .hit[data-href]', (event, hit) => go(hit, event));
}
