// Rows chosen in a list: [data-choose-all], [data-chosen-count], and form[data-chosen-bar], whose buttons open the dialog.
import { all, on, one } from './dom.js';
import { open } from './dialogs.js';

const boxes = (form) => [...form.elements].filter((box) => box.name === 'chosen');

function count(form) {
  const every = boxes(form);
  const chosen = every.filter((box) => box.checked).length;
  one('[data-chosen-count]', form).textContent = chosen || '';
  const whole = one('[data-choose-all]', form);
  whole.checked = chosen > 0 && chosen === every.length;
  whole.indeterminate = chosen > 0 && chosen < every.length;
}

on('change', '[data-choose-all]', (_event, whole) => {
  boxes(whole.form).forEach((box) => { box.checked = whole.checked; });
  count(whole.form);
});
on('change', 'input[name="chosen"][form]', (_event, box) => { if (box.form?.matches('[data-chosen-bar]')) count(box.form); });

on('submit', 'form[data-chosen-bar]', (event, form) => {
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) asked.set(event.submitter.name, event.submitter.value);
  const first = boxes(form)[0];
  if (!asked.has('chosen')) first?.focus();
  else open(one('#step'), { getAttribute: () => `${form.getAttribute('action')}?${asked}` });
});
all('form[data-chosen-bar]').forEach(count);
