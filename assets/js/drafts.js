// form[data-draft="URL"][data-draft-saved="words"]: what is typed goes to the server, so that it survives a closed tab.
import { meta, on, one } from './dom.js';

const DELAY = 800;
const pending = new Map();

function send(form, leaving = false) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  return fetch(form.dataset.draft, {
    method: 'POST',
    body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')), // files are not kept
    headers: { 'X-CSRFToken': meta('csrf') },
    keepalive: leaving,
  }).then((answer) => {
    const state = one('[data-draft-state]', form);
    if (state && answer.ok) state.textContent = form.dataset.draftSaved ?? '';
  }).catch(() => {}); // without a connection the next change tries again
}

function plan(form) {
  clearTimeout(pending.get(form));
  pending.set(form, setTimeout(() => send(form), DELAY));
}

on('input', 'form[data-draft]', (_event, form) => plan(form));
on('change', 'form[data-draft]', (_event, form) => plan(form));
on('submit', 'form[data-draft]', (_event, form) => {
  clearTimeout(pending.get(form));
  pending.delete(form);
});
addEventListener('pagehide', () => [...pending.keys()].forEach((form) => send(form, true)));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') [...pending.keys()].forEach((form) => send(form, true));
});
