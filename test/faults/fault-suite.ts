import { afterAll } from 'vitest';
import type { Config } from '../../shared/config/config.ts';
import { aConfig } from '../support/builders/product-config.ts';
import { type SiteEmulators, startSiteEmulators } from './simulation-site.ts';
import { monthSteps } from './simulated-month.ts';
import { type UndisturbedRun, recordRun } from './undisturbed-run.ts';
import { accelerateTimers } from './accelerated-time.ts';

/** The emulators and the undisturbed run that all tests of a file share. */
export type FaultSuite = {
  readonly config: Config;
  readonly emulators: SiteEmulators;
  readonly undisturbed: UndisturbedRun;
};

/** Starts the emulators and records the undisturbed run. Stops all after the tests of the file that calls this. */
export const usingFaultSuite = async (): Promise<FaultSuite> => {
  const restoreTimers = accelerateTimers();
  const config = aConfig();
  const emulators = await startSiteEmulators(config);
  afterAll(async () => {
    restoreTimers();
    await emulators.stop();
  });
  return { config, emulators, undisturbed: await recordRun(emulators, config, monthSteps) };
};

export const printReportLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
