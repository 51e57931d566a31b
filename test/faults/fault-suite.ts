import { afterAll, beforeAll } from 'vitest';
import type { Config } from '../../shared/config/config.ts';
import { aConfig } from '../support/builders/product-config.ts';
import { type SiteEmulators, startSiteEmulators } from './simulation-site.ts';
import { monthSteps } from './simulated-month.ts';
import { type UndisturbedRun, recordRun } from './undisturbed-run.ts';
import { accelerateTimers } from './accelerated-time.ts';

/** What all tests of a file share: the emulators, and the month as it goes undisturbed. */
export type FaultSuite = {
  readonly config: Config;
  readonly emulators: SiteEmulators;
  readonly undisturbed: UndisturbedRun;
};

/** Starts it before the tests of a file, and stops it after them. */
export const usingFaultSuite = (): (() => FaultSuite) => {
  let setting: FaultSuite | undefined;
  beforeAll(async () => {
    accelerateTimers();
    const config = aConfig();
    const emulators = await startSiteEmulators(config);
    setting = { config, emulators, undisturbed: await recordRun(emulators, config, monthSteps) };
  });
  afterAll(() => setting?.emulators.stop());
  return () => {
    if (setting === undefined) throw new Error('it has not been started');
    return setting;
  };
};

/** Prints a line of the report. */
export const printReportLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
