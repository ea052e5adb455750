// Forms: sent once at a time, Ctrl-Enter sends, text areas grow, Esc presses [data-escape], the language switch keeps the page.
import { isComposing, on, onContent, all, one } from './dom.js';

// A plain form that is on its way is not sent again (htmx forms disable their button by hx-disabled-elt).
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.matches('[hx-post], [hx-get]')) return;
  if (form.dataset.sending) event.preventDefault();
  else if (form.method === 'post') form.dataset.sending = 'true';
  all('button[type="submit"]', form).forEach((button) => button.setAttribute('aria-disabled', String(form.method === 'post')));
});
addEventListener('pageshow', () => all('form[data-sending]').forEach((form) => {
  delete form.dataset.sending;
  all('[aria-disabled]', form).forEach((button) => button.removeAttribute('aria-disabled'));
}));

document.addEventListener('keydown', (event) => {
  const form = event.target.closest?.('form');
  if (!form || isComposing(event)) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(one('button[type="submit"]', form));
  }
  if (event.key === 'Escape' && form.dataset.escape) {
    event.preventDefault();
    one(form.dataset.escape, form).click();
  }
});

const grow = (area) => {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight + 2, 480)}px`;
};
on('input', 'textarea[data-grow]', (_event, area) => grow(area));
onContent((root) => all('textarea[data-grow]', root).filter((area) => area.value && area.offsetParent).forEach(grow));

on('submit', 'form[data-same-page]', (_event, form) => {
  form.elements.next.value = location.pathname + location.search;
}, true);

on('click', '[data-print]', () => print());

// A chip that fills in a usual answer.
on('click', '[data-fill]', (_event, chip) => {
  const field = document.getElementById(chip.dataset.fill);
  field.value = chip.textContent.trim();
  field.focus();
});
