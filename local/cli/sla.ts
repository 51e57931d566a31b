import { CommanderError } from 'commander';
import { describeFault } from '../../shared/lib/validation.ts';
import { command, EXIT, type Exit, Failure, linesOf } from './sla/failure.ts';
import { failureOf } from './sla/failure-of.ts';
import { program, type Typed } from './sla/sla-program.ts';
import { complain, print, progress } from './terminal.ts';

/**
 * `npm run sla -- COMMAND`: what operators do. Exit status: 0 done, 1 called wrongly, 2 not found or refused, 3 failed or not all
 * done. Results on standard output, everything else on standard error; with `--json` the error too is JSON on standard output.
 */
const run = async ({ common: { stage, local, json }, month, work }: Typed): Promise<Exit> => {
  const { say, end } = progress(2000);
  // Imported only where needed: making the local stack's template takes seconds.
  const opened =
    local === undefined
      ? await (await import('./sla/deployed-stage.ts')).openDeployed(stage)
      : await (
          await import('./sla/replayed-stage.ts')
        ).openReplayed({ directory: local === true ? undefined : local, month }, say);
  try {
    const result = await work(opened, say);
    end();
    if (json === true) print(JSON.stringify(result.json, null, 2));
    else for (const line of result.text) print(line);
    return result.exit ?? EXIT.done;
  } finally {
    end();
    await opened.stop();
  }
};

/** Commander's own words for a wrong call, without `error:`; help that was asked for is no failure. */
const wrongCall = (error: CommanderError): Failure | undefined =>
  error.exitCode === 0
    ? undefined
    : new Failure(EXIT.wrongCall, error.message.replace(/^error: /, '').replace('(outputHelp)', 'Name a command'), {
        next: command('--help'),
      });

const main = async (): Promise<Exit> => {
  let typed: Typed | undefined;
  try {
    await program((taken) => {
      typed = taken;
    }).parseAsync();
    return typed === undefined ? EXIT.done : await run(typed);
  } catch (error) {
    const failure = error instanceof CommanderError ? wrongCall(error) : failureOf(error);
    if (failure === undefined) return EXIT.done;
    if (process.argv.includes('--json')) print(JSON.stringify({ error: json(failure) }, null, 2));
    for (const line of linesOf(failure)) complain(line);
    return failure.exit;
  }
};

const json = ({ message, next, faults, exit }: Failure): object => ({
  message,
  exit,
  ...(next === undefined ? {} : { next }),
  ...(faults.length === 0 ? {} : { faults: faults.map((fault) => ({ ...fault, text: describeFault(fault) })) }),
});

process.exitCode = await main();
