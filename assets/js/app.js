// The one script of every page. Each module looks after one kind of data attribute; no words live here.
import './scripted.js';
import './htmx.js';
import './toasts.js';
import './dialogs.js';
import './menus.js';
import './forms.js';
import './cells.js';
import './drafts.js';
import './days.js';
import './money.js';
import './picker.js';
import './choosing.js';
import './files.js';
import './palette.js';
import './copy.js';
import './shortcuts.js';
import './late.js';
