// All checks, in one process and one browser. `run` starts this, with a pattern of names or none.
import './checks/dashboard.mjs';
import './checks/signed.mjs';
import './checks/opening.mjs';
import './checks/accessible.mjs';
import './checks/keyboard.mjs';
import './checks/filters.mjs';
import './checks/tools.mjs';
import './checks/copying.mjs';
import './checks/narrow.mjs';
import './checks/folds.mjs';
import './checks/print.mjs';
import './checks/markup.mjs';
import './checks/hostile.mjs';
import './checks/forms.mjs';
import './checks/sizes.mjs';
import './checks/pictures.mjs';
import { run } from './lib/runner.mjs';

process.exitCode = (await run(process.argv[2])) ? 0 : 1;
