import { accessSync, constants } from 'node:fs';

/** The usual places of Chromium; the environment variable CHROMIUM names another. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Exit status EX_TEMPFAIL: the tests cannot run on this machine, so they neither passed nor failed. */
const CANNOT_RUN = 75;

const isThere = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Returns the path of Chromium, or undefined if this machine has none. */
export const findChromium = (): string | undefined => {
  const named = process.env['CHROMIUM'];
  return (named === undefined ? PLACES : [named]).find(isThere);
};

/** Returns where Chromium was looked for, and what to do. */
export const missingChromium = (): string =>
  `There is no Chromium at ${process.env['CHROMIUM'] ?? PLACES.join(', ')}: run apt-get install chromium, or set CHROMIUM to its path.`;

// As a command: exit status 0 if there is a Chromium, else 75.
if (import.meta.main && findChromium() === undefined) {
  process.stderr.write(`The browser tests did not run. ${missingChromium()}\n`);
  process.exitCode = CANNOT_RUN;
}
