// All checks, in one process and one browser. `run` starts this.
import './checks/opening.mjs';
import './checks/accessible.mjs';
import './checks/keyboard.mjs';
import './checks/filters.mjs';
import './checks/tools.mjs';
import './checks/print.mjs';
import './checks/markup.mjs';
import './checks/hostile.mjs';
import './checks/forms.mjs';
import './checks/sizes.mjs';
import './checks/pictures.mjs';
