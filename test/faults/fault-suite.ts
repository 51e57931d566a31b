import { afterAll, beforeAll } from 'vitest';
import type { Config } from '../../shared/config/config.ts';
import { aConfig } from '../support/builders/product-config.ts';
import { type Emulators, startEmulators } from './simulation-site.ts';
import { history } from './simulated-month.ts';
import { type Recording, record } from './undisturbed-run.ts';
import { hurry } from './accelerated-time.ts';

/** What all tests of a file share: the emulators, and the month as it goes undisturbed. */
export type Setting = { readonly config: Config; readonly emulators: Emulators; readonly undisturbed: Recording };

/** Starts it before the tests of a file, and stops it after them. */
export const useSetting = (): (() => Setting) => {
  let setting: Setting | undefined;
  beforeAll(async () => {
    hurry();
    const config = aConfig();
    const emulators = await startEmulators(config);
    setting = { config, emulators, undisturbed: await record(emulators, config, history) };
  });
  afterAll(() => setting?.emulators.stop());
  return () => {
    if (setting === undefined) throw new Error('it has not been started');
    return setting;
  };
};

/** Prints a line of the report. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
