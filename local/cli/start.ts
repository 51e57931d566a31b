import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { monthName } from '../../shared/lib/month-name.ts';
import { typed, WrongCall } from './cli-args.ts';
import { portNumber } from '../emulator/local-server.ts';
import { untilEnded } from './until-ended.ts';
import { complain, print, progress } from './terminal.ts';

/**
 * `npm start`: plays the sample month through the whole pipeline in this process, closes it three times, and prints what happened.
 * Each customer's statement is written to `out/{month}/{customer}.json`, as the HTTP API answers it, and as a page beside it.
 *
 * `npm start -- --serve [--port 8080]`: plays the same, and then serves the console over what came of it until it is ended.
 */
const MONTH = '2026-10';
const SAMPLE = join(import.meta.dirname, '../sample');
const OUT = join('out', MONTH);

/** The widest that a line is, whatever the terminal. */
const WIDEST = 120;

const USAGE = 'usage: npm start   or   npm start -- --serve [--port 8080]';

const HELP = `${USAGE}

Plays the sample month through the real handlers in this process, closes it three times, and says what happened.
The statements are left in ${OUT}, as JSON and as pages.

  --serve      then serve the console over what came of it, until Ctrl-C
  --port N     with --serve: where on 127.0.0.1; 0, the default, is any free port
  -h, --help   this help

Exit status: 0 done; 1 called wrongly, or the port cannot be had, or the product failed on the way.`;

const showMonth = async (): Promise<void> => {
  print(styleText('bold', `${monthName(MONTH)}: from what arrived to what invoicing received`));
  print(styleText('dim', 'The real handlers in this process, on emulated DynamoDB, SQS and S3.\n'));

  // Imported only now: making the template takes seconds, and somebody is waiting.
  const [{ runScenario: playStory }, { writePages }, { summary }] = await Promise.all([
    import('../emulator/sample-scenario.ts'),
    import('./write-pages.ts'),
    import('./month-summary.ts'),
  ]);
  const { say, end } = progress();
  const story = await playStory(SAMPLE, MONTH, say);
  end();
  for (const line of summary(story, MONTH, Math.min(process.stdout.columns ?? WIDEST, WIDEST))) print(line);

  if (story.complaints.some(({ ours }) => ours)) process.exitCode = 1;

  await mkdir(OUT, { recursive: true });
  for (const { id, body } of story.customers)
    await writeFile(join(OUT, `${id}.json`), `${JSON.stringify(body, null, 2)}\n`);
  await writePages('out', story.pages);
  print(`\n${styleText('bold', 'Statements')} with every step of the reckoning: ${join(OUT, '{customer}.json')}`);
  print(
    `${styleText('bold', 'Pages')} for people: open ${join(OUT, 'index.html')}, and from there each customer's month`,
  );
  print(`The same from the raw lines: npm run --silent replay -- ${relative('.', SAMPLE) || '.'} --month ${MONTH}`);
};

const serveConsole = async (port: number): Promise<void> => {
  print(styleText('dim', `Playing ${monthName(MONTH)} through the real handlers …`));
  const { serve } = await import('./serve-pages.ts');
  const { url, stop } = await serve(SAMPLE, MONTH, port);
  print(`${styleText('bold', 'The console')} is at ${url}/`);
  print(styleText('dim', 'Everything in it works, and nothing is kept: Ctrl-C ends it.'));
  await untilEnded();
  await stop();
};

/** What was asked for: the month's story, its console on a port, or help. Throws `WrongCall`. */
const asked = (): 'help' | 'story' | { readonly port: number } => {
  const { values, positionals } = typed({
    serve: { type: 'boolean', default: false },
    port: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const [unknown] = positionals;
  if (values.help) return 'help';
  if (unknown !== undefined) throw new WrongCall(`Unknown argument '${unknown}'`);
  if (!values.serve && values.port !== undefined) throw new WrongCall('--port is where --serve serves');
  if (!values.serve) return 'story';
  const port = portNumber(values.port ?? '0');
  if (port === undefined) throw new WrongCall(`${values.port} is not a port`);
  return { port };
};

const fail = (why: string): void => {
  complain(why);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const wanted = asked();
  if (wanted === 'help') print(HELP);
  else if (wanted === 'story') await showMonth();
  else
    await serveConsole(wanted.port).catch((error: unknown) =>
      fail(error instanceof Error ? error.message : String(error)),
    );
};

await main().catch((error: unknown) => {
  if (!(error instanceof WrongCall)) throw error;
  fail(`${error.message}\n${USAGE}`);
});
