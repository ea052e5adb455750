// After the page: fonts for machines without Chinese ones; the stage bar scrolls to where the project stands.
import { all, onContent } from './dom.js';

all('link[data-late]').forEach((link) => { link.media = 'all'; });

onContent((root) => all('.stage-bar .is-now', root).forEach((step) => {
  const bar = step.parentElement;
  bar.scrollLeft = step.offsetLeft - bar.offsetLeft - (bar.clientWidth - step.offsetWidth) / 2;
}));
