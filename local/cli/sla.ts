import { join } from 'node:path';
import { describeFault } from '../../shared/lib/validation.ts';
import { runProgram } from './run-program.ts';
import { EXIT, type Failure } from './failure.ts';
import { classifyAwsError } from './sla/classify-aws-error.ts';
import type { CallSource, SlaCall } from './sla/command-definition.ts';
import { type OnResult, slaProgram } from './sla/sla-program.ts';
import { print, progressLine } from './terminal.ts';

const LOG_INTERVAL_MS = 2000;

const printResult: OnResult = ({ json, text, exit }, options) => {
  if (options.json === true) print(JSON.stringify(json, null, 2));
  else for (const line of text) print(line);
  process.exitCode = exit ?? EXIT.done;
};

/** Reads the configuration of a call, and the customers of a folder, without a replay. */
const readSource = async (local: SlaCall['common']['local']): Promise<CallSource> => {
  if (local === undefined) {
    const [{ loadConfig }, { default: config }] = await Promise.all([
      import('../../shared/config/config.ts'),
      import('../../sla.config.ts'),
    ]);
    return { config: loadConfig(config), customers: undefined };
  }
  const { readFolder } = await import('../emulator/replay-folder.ts');
  const { config, customers } = await readFolder(local === true ? join(import.meta.dirname, '../sample') : local);
  return { config, customers };
};

const runCall = async ({ common: { stage, local, json }, month, check, work }: SlaCall): Promise<void> => {
  const checked = check === undefined ? undefined : await check(await readSource(local));
  if (checked !== undefined) {
    printResult(checked, { json });
    return;
  }
  const { report, clear } = progressLine(LOG_INTERVAL_MS);
  // Loaded on demand: synthesising the template of the local stack takes seconds.
  const opened =
    local === undefined
      ? await (await import('./sla/open-deployed-stage.ts')).openDeployedStage(stage)
      : await (
          await import('./sla/open-replayed-stage.ts')
        ).openReplayedStage({ directory: local === true ? undefined : local, month }, report);
  try {
    const result = await work(opened, report);
    clear();
    printResult(result, { json });
  } finally {
    clear();
    await opened.stop();
  }
};

const failureJson = ({ message, next, faults, exit }: Failure): object => ({
  message,
  exit,
  ...(next === undefined ? {} : { next }),
  ...(faults.length === 0 ? {} : { faults: faults.map((fault) => ({ ...fault, text: describeFault(fault) })) }),
});

await runProgram(slaProgram(runCall, printResult), {
  classify: classifyAwsError,
  onFailure: (failure) => {
    if (process.argv.includes('--json')) print(JSON.stringify({ error: failureJson(failure) }, null, 2));
  },
});
