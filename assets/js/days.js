// [data-day]: a date as text, with chips ([data-days] from the server's today), the browser's calendar, and the date in words.
import { all, language, meta, on, onContent, one } from './dom.js';

const words = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });

function parse(text) {
  const parts = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text.trim());
  if (!parts) return null;
  const day = new Date(Date.UTC(parts[1], parts[2] - 1, parts[3]));
  return day.getUTCMonth() === parts[2] - 1 ? day : null;
}

const text = (field) => one('input:not([type="date"])', field);

function echo(field) {
  const day = parse(text(field).value);
  one('[data-echo]', field).textContent = day ? `${words.format(day)} ${weekday.format(day)}` : '';
  all('[data-days]', field).forEach((chip) => chip.setAttribute('aria-pressed', String(Boolean(day) && after(chip.dataset.days) === day.toISOString().slice(0, 10))));
}

function after(days) {
  const day = new Date(`${meta('today')}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Number(days));
  return day.toISOString().slice(0, 10);
}

function put(field, value) {
  text(field).value = value;
  text(field).dispatchEvent(new Event('input', { bubbles: true }));
  text(field).dispatchEvent(new Event('change', { bubbles: true }));
}

on('input', '[data-day]', (_event, field) => echo(field));
on('click', '[data-days]', (_event, chip) => put(chip.closest('[data-day]'), after(chip.dataset.days)));

on('click', '[data-calendar]', (_event, button) => {
  const field = button.closest('[data-day]');
  let control = one('input[type="date"]', field);
  if (!control) {
    control = document.createElement('input');
    control.type = 'date';
    control.tabIndex = -1;
    control.setAttribute('aria-hidden', 'true');
    control.addEventListener('change', () => control.value && put(field, control.value));
    button.after(control);
  }
  control.value = parse(text(field).value)?.toISOString().slice(0, 10) ?? meta('today');
  control.showPicker();
});

onContent((root) => {
  all('[data-day]', root).forEach(echo);
  if ('showPicker' in HTMLInputElement.prototype) all('[data-calendar]', root).forEach((button) => { button.hidden = false; });
});
