// [data-picker]: an ARIA combobox over options that the server finds; chosen records are tokens with hidden values.
import { all, isComposing, meta, on, onContent, one } from './dom.js';

const DELAY = 150;
const waiting = new WeakMap();
const asking = new WeakMap();

const parts = (picker) => ({
  input: one('.picker-input', picker),
  list: one('[role="listbox"]', picker),
  tokens: one('[data-tokens]', picker),
  many: 'many' in picker.dataset,
});
const choosable = (list) => all('[role="option"]:not([aria-disabled])', list);

function close(picker) {
  const { input, list } = parts(picker);
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function mark(picker, index) {
  const { input, list } = parts(picker);
  const options = choosable(list);
  options.forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
  if (options[index]) {
    input.setAttribute('aria-activedescendant', options[index].id);
    options[index].scrollIntoView({ block: 'nearest' });
  } else input.removeAttribute('aria-activedescendant');
}

/** Names of other fields in data-with go along, so that contacts can be those of the chosen enterprises. */
function address(picker, typed) {
  const url = new URL(picker.dataset.src, location.href);
  url.searchParams.set('q', typed);
  const form = picker.closest('form');
  for (const name of (picker.dataset.with ?? '').split(/[\s,]+/).filter(Boolean)) {
    if (form) new FormData(form).getAll(name).filter(Boolean).forEach((value) => url.searchParams.append(name, value));
  }
  return url;
}

async function ask(picker) {
  const { input, list, tokens } = parts(picker);
  asking.get(picker)?.abort();
  const stop = new AbortController();
  asking.set(picker, stop);
  const typed = input.value.trim();
  try {
    const answer = await fetch(address(picker, typed), { headers: { 'HX-Request': 'true', 'X-CSRFToken': meta('csrf') }, signal: stop.signal });
    list.innerHTML = answer.ok ? await answer.text() : '';
  } catch {
    if (stop.signal.aborted) return;
    list.innerHTML = '';
  }
  const chosen = new Set(all('input', tokens).map((value) => value.value));
  choosable(list).filter((option) => chosen.has(option.dataset.value)).forEach((option) => option.remove());
  const template = one('[data-create-template]', picker);
  if (template && typed && !choosable(list).some((option) => option.dataset.label === typed)) {
    const option = template.content.firstElementChild.cloneNode(true);
    one('span', option).textContent = one('span', option).textContent.replace('{}', typed);
    Object.assign(option.dataset, { value: `new:${typed}`, label: typed });
    if (!choosable(list).length) list.replaceChildren();
    list.append(option);
  }
  all('[role="option"]', list).forEach((option, i) => { option.id = `${list.id}-${i}`; });
  const nothing = !list.children.length || document.activeElement !== input;
  list.hidden = nothing;
  input.setAttribute('aria-expanded', String(!nothing));
  mark(picker, typed && !nothing ? 0 : -1);
}

function add(picker, value, label) {
  const { input, tokens, many } = parts(picker);
  if (!many) tokens.replaceChildren();
  const token = one('[data-token-template]', picker).content.firstElementChild.cloneNode(true);
  const box = one('input', token);
  box.value = value;
  for (const element of [box, ...all('[aria-label]', token)]) element.setAttribute('aria-label', element.getAttribute('aria-label').replace('{}', label));
  one('[data-token-label]', token).textContent = label;
  token.classList.toggle('is-new', value.startsWith('new:'));
  tokens.append(token);
  input.value = '';
  close(picker);
  changed(picker);
}

function changed(picker) {
  const { input, tokens, many } = parts(picker);
  picker.classList.toggle('is-full', !many && tokens.children.length > 0);
  input.toggleAttribute('data-empty', !input.value);
  picker.dispatchEvent(new Event('change', { bubbles: true }));
}

const choose = (picker, option) => option && add(picker, option.dataset.value, option.dataset.label);

/** Typed text that was not chosen: a new record where that is allowed; else it stays and the server answers. */
function settle(picker) {
  const { input, list } = parts(picker);
  const typed = input.value.trim();
  const same = choosable(list).find((option) => option.dataset.label === typed);
  if (typed && same) choose(picker, same);
  else if (typed && 'create' in picker.dataset) add(picker, `new:${typed}`, typed);
}

on('input', '.picker-input', (event, input) => {
  const picker = input.closest('[data-picker]');
  clearTimeout(waiting.get(picker));
  if (!event.isComposing) waiting.set(picker, setTimeout(() => ask(picker), DELAY));
});
on('compositionend', '.picker-input', (_event, input) => ask(input.closest('[data-picker]')));
on('click', '.picker-input', (_event, input) => ask(input.closest('[data-picker]')));
on('focusout', '[data-picker]', (event, picker) => {
  if (picker.contains(event.relatedTarget)) return;
  clearTimeout(waiting.get(picker));
  asking.get(picker)?.abort();
  settle(picker);
  close(picker);
});

on('keydown', '.picker-input', (event, input) => {
  if (isComposing(event)) return;
  const picker = input.closest('[data-picker]');
  const { list, tokens } = parts(picker);
  const options = choosable(list);
  const present = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (list.hidden) ask(picker);
    else if (options.length) mark(picker, (present + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
  } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (!list.hidden && present >= 0) choose(picker, options[present]);
    else settle(picker);
  } else if (event.key === 'Escape' && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(picker);
  } else if (event.key === 'Backspace' && !input.value && tokens.lastElementChild) {
    tokens.lastElementChild.remove();
    changed(picker);
  }
});

on('pointerdown', '.options [role="option"]', (event, option) => {
  event.preventDefault(); // keeps the focus in the field
  if (!option.hasAttribute('aria-disabled')) choose(option.closest('[data-picker]'), option);
});
on('click', '[data-remove], [data-earlier]', (_event, button) => {
  const picker = button.closest('[data-picker]');
  const token = button.closest('[data-token]');
  if (button.matches('[data-remove]')) token.remove();
  else token.previousElementSibling?.before(token);
  changed(picker);
  (button.isConnected ? button : parts(picker).input).focus();
});
on('click', '.picker-box', (event, box) => {
  if (event.target === box) one('.picker-input', box).focus();
});

// An empty text field beside the tokens says nothing: it does not travel.
document.addEventListener('formdata', (event) => {
  for (const picker of all('[data-picker]', event.target)) {
    const { input } = parts(picker);
    const values = event.formData.getAll(input.name).filter((value) => value !== '');
    event.formData.delete(input.name);
    values.forEach((value) => event.formData.append(input.name, value));
  }
});

onContent((root) => all('[data-picker]:not(.is-live)', root).forEach((picker) => {
  const { tokens, many } = parts(picker);
  picker.classList.add('is-live');
  picker.classList.toggle('is-full', !many && tokens.children.length > 0);
  all('input', tokens).forEach((box) => box.closest('[data-token]').classList.toggle('is-new', box.value.startsWith('new:')));
}));
