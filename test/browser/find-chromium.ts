import { accessSync, constants } from 'node:fs';

/** Where Chromium is: where CHROMIUM says, or where systems put it. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Exit status EX_TEMPFAIL: the tests could not run here, which is no verdict on the product. */
const CANNOT_RUN = 75;

const isThere = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The Chromium of this machine, or undefined: it has none. */
export const findChromium = (): string | undefined => {
  const named = process.env['CHROMIUM'];
  return (named === undefined ? PLACES : [named]).find(isThere);
};

// As a command: exit status 0 where there is one, 75 where there is none.
if (import.meta.main && findChromium() === undefined) {
  process.stderr.write(
    `The browser tests did not run. There is no Chromium at ${process.env['CHROMIUM'] ?? PLACES.join(', ')}: apt-get install chromium, or say with CHROMIUM where it is.\n`,
  );
  process.exitCode = CANNOT_RUN;
}
