import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { monthName } from '../shared/billing/reason.ts';
import { portNumber } from './loopback.ts';
import { untilEnded } from './until-ended.ts';
import { print, progress } from './terminal.ts';

/**
 * `npm start`: plays the sample month through the whole pipeline in this process, closes it three times, and prints what happened.
 * Each customer's statement is written to `out/{month}/{customer}.json`, as the HTTP API answers it, and as a page beside it.
 *
 * `npm start -- --serve [--port 8080]`: plays the same, and then serves the console over what came of it until it is ended.
 */
const MONTH = '2026-10';
const SAMPLE = join(import.meta.dirname, 'sample');
const OUT = join('out', MONTH);

/** The widest that a line is, whatever the terminal. */
const WIDEST = 120;

const fail = (why: string): void => {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
};

const showMonth = async (): Promise<void> => {
  print(styleText('bold', `${monthName(MONTH)}: from what arrived to what invoicing received`));
  print(styleText('dim', 'The real handlers in this process, on emulated DynamoDB, SQS and S3.\n'));

  // Imported only now: making the template takes seconds, and somebody is waiting.
  const [{ playStory }, { writePages }, { summary }] = await Promise.all([
    import('./story.ts'),
    import('./pages.ts'),
    import('./summary.ts'),
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
  const { serve } = await import('./serve.ts');
  const { url, stop } = await serve(SAMPLE, MONTH, port);
  print(`${styleText('bold', 'The console')} is at ${url}/`);
  print(styleText('dim', 'Everything in it works, and nothing is kept: Ctrl-C ends it.'));
  await untilEnded();
  await stop();
};

const { values } = parseArgs({
  options: { serve: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
const port = portNumber(values.port);
if (!values.serve) await showMonth();
else if (port === undefined) fail(`${values.port} is not a port`);
else await serveConsole(port).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
