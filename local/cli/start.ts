import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { monthName } from '../../shared/lib/month-name.ts';
import { untilInterrupted } from '../emulator/local-server.ts';
import { newProgram, parsePort, runProgram } from './run-program.ts';
import { EXIT, Failure } from './failure.ts';
import { bold, dim, print, progressLine, terminalWidth } from './terminal.ts';

const MONTH = '2026-10';
const SAMPLE = join(import.meta.dirname, '../sample');
const OUTPUT = join('out', MONTH);

const DETAILS = `
The statements are written to ${OUTPUT}, as JSON and as pages.
Exit status: 0 done; 1 wrong command line, port in use, or the product failed.`;

const showMonth = async (withInvoicing: boolean): Promise<void> => {
  print(bold(`${monthName(MONTH)}: from received events to billing messages`));
  print(dim('The Lambda handlers run in this process, on emulated DynamoDB, SQS and S3.\n'));

  // Loaded after the first output: synthesising the template takes seconds.
  const [{ runScenario }, { writePages }, { monthSummary }] = await Promise.all([
    import('./sample-scenario.ts'),
    import('./write-pages.ts'),
    import('./month-summary.ts'),
  ]);
  const progress = progressLine();
  const scenario = await runScenario(SAMPLE, MONTH, progress.report);
  progress.clear();
  for (const line of monthSummary(scenario, MONTH, terminalWidth())) print(line);

  if (withInvoicing) {
    const { invoiceSample } = await import('./invoice-sample.ts');
    print(`\n${bold('Invoices')} in a fake Stripe, before and after each billing message`);
    for (const line of await invoiceSample([scenario.closed.messages, scenario.adjusted.messages])) print(line);
  }

  if (scenario.issues.some(({ isFailure }) => isFailure)) process.exitCode = 1;

  await mkdir(OUTPUT, { recursive: true });
  for (const { id, body } of scenario.customers)
    await writeFile(join(OUTPUT, `${id}.json`), `${JSON.stringify(body, null, 2)}\n`);
  await writePages('out', scenario.pages);
  print(`\n${bold('Statements')} with every step of the calculation: ${join(OUTPUT, '{customer}.json')}`);
  print(`${bold('Pages')} of the month and of each customer: open ${join(OUTPUT, 'index.html')}`);
  print(`The billing messages as JSON: npm run --silent replay -- ${relative('.', SAMPLE) || '.'} --month ${MONTH}`);
};

const serveConsole = async (port: number): Promise<void> => {
  print(dim(`Replaying ${monthName(MONTH)} through the Lambda handlers …`));
  const { serveSample } = await import('./serve-sample.ts');
  const { url, stop } = await serveSample(SAMPLE, MONTH, port).catch((error: unknown) => {
    throw new Failure(EXIT.wrongCall, error instanceof Error ? error.message : String(error));
  });
  print(`${bold('The console')} is at ${url}/`);
  print(dim('Every action works. Nothing is kept after Ctrl-C.'));
  await untilInterrupted();
  await stop();
};

const startOptions = z.object({
  serve: z.optional(z.boolean()),
  invoicing: z.optional(z.boolean()),
  port: z.optional(z.number()),
});

const program = newProgram('npm start --')
  .description(
    'Runs the sample month through the Lambda handlers in this process, closes it three times, and prints the result.',
  )
  .option('--invoicing', 'then book the credits in a fake Stripe, and print each invoice before and after')
  .option('--serve', 'then serve the console over the result, until Ctrl-C')
  .option('--port <number>', 'with --serve: the port on 127.0.0.1; 0 selects a free port (default: 0)', parsePort)
  .addHelpText('after', DETAILS)
  .action(async () => {
    const { serve = false, invoicing = false, port } = z.parse(startOptions, program.opts());
    if (serve) await serveConsole(port ?? 0);
    else if (port === undefined) await showMonth(invoicing);
    else throw new InvalidArgumentError('option --port requires --serve');
  });

await runProgram(program);
