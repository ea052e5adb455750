// Files: dropped on a [data-drop] they go into its [data-files] field, or into the form that its dialog opens.
// The names of the chosen stand under the field, those that are too large marked.
import { all, on, onContent, one } from './dom.js';

let waiting = null;

const shown = (size) => (size < 1048576 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1048576).toFixed(1)} MB`);

function list(area) {
  const lines = all('[data-files]', area).flatMap((field) => [...field.files].map((file) => {
    const line = document.createElement('li');
    const tooLarge = file.size > Number(field.dataset.most);
    line.textContent = `${file.name} · ${shown(file.size)}${tooLarge ? ` · ${field.dataset.tooLarge}` : ''}`;
    line.classList.toggle('is-bad', tooLarge);
    return line;
  }));
  one('[data-files-list]', area).replaceChildren(...lines);
}

function take(field, files) {
  const chosen = new DataTransfer();
  [...files].slice(0, field.multiple ? files.length : 1).forEach((file) => chosen.items.add(file));
  field.files = chosen.files;
  list(field.closest('[data-drop]'));
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

on('dragover', '[data-drop]', (event, zone) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  zone.classList.add('is-over');
});
on('dragleave', '[data-drop]', (event, zone) => {
  if (!zone.contains(event.relatedTarget)) zone.classList.remove('is-over');
});
on('drop', '[data-drop]', (event, zone) => {
  zone.classList.remove('is-over');
  if (!carriesFiles(event)) return;
  event.preventDefault();
  const field = one('[data-files]', event.target.closest('form') ?? zone);
  if (field) return take(field, event.dataTransfer.files);
  waiting = event.dataTransfer.files;
  one('[data-drop-opens]', zone)?.click();
});

// A file dropped beside a zone must not replace the page.
['dragover', 'drop'].forEach((type) => document.addEventListener(type, (event) => {
  if (carriesFiles(event)) event.preventDefault();
}));

on('change', '[data-files]', (_event, field) => list(field.closest('[data-drop]')));

onContent((root) => {
  const field = one('[data-files]', root);
  if (!waiting || !field) return;
  take(field, waiting);
  waiting = null;
});
