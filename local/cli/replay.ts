import * as z from 'zod/mini';
import { policiesOfMonth } from '../../shared/config/policy-versions.ts';
import { latestMonthEnd } from '../../shared/config/schedule.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import { customerMonthSchema } from '../../shared/domain/statement/customer-month.ts';
import { formatInstant } from '../../shared/domain/time/instant.ts';
import { sourceInstant } from '../../shared/ingest/source-timestamps.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { billingMessage } from '../../shared/messaging/billing-message.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { runReport } from '../../shared/persistence/run-store.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import type { Pipeline } from '../emulator/local-pipeline.ts';
import { replayArrivals } from '../emulator/replay-arrivals.ts';
import { readFolder } from '../emulator/replay-folder.ts';
import { newProgram, parsedBy, runProgram } from './run-program.ts';
import { accountOption, alarmPlace, regionOption } from './alarm-place.ts';
import { EXIT, type Exit, Failure } from './failure.ts';
import { customerMonthLines } from './statement-lines.ts';
import { bold, dim, print, printError, printNote, progressLine, terminalWidth } from './terminal.ts';
import { hangingText } from './text-layout.ts';

const DETAILS = `
The folder has customers.json, events.ndjson and optionally sla.config.json (docs/replay.md).

Standard output has one JSON line for each message. Standard error has each rejected or ignored payload with its line
number and the reason, each receipt that the product would have sent, and each blocked customer with the reason. None
of them changes the exit status.
Exit status: 0 done; 1 wrong command line; 2 the folder is invalid; 3 the product failed during the replay.

Example:
  npm run --silent replay -- local/sample --month 2026-10 --explain`;

const replayOptions = z.object({
  month: z.string(),
  asOf: z.optional(z.number()),
  explain: z.optional(z.boolean()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
});
type ReplayOptions = z.output<typeof replayOptions>;

const replayFolder = async (
  directory: string,
  { month, asOf, explain = false, account, region }: ReplayOptions,
): Promise<Exit> => {
  const progress = progressLine();
  const folder = await readFolder(directory);
  const ends = latestMonthEnd(month, folder.config.closing);
  if (asOf !== undefined && asOf < ends)
    throw new Failure(EXIT.wrongCall, `${monthName(month)} ends at ${formatInstant(ends)}; --as-of is earlier`);
  let hasFailed = false;
  const { pipeline, receive } = await replayArrivals(folder, month, {
    asOf,
    place: account === undefined && region === undefined ? undefined : alarmPlace(account, region),
    onIssue: ({ place, text, isFailure }) => {
      hasFailed ||= isFailure;
      progress.clear();
      printError(`${place}: ${text}`);
    },
    onIgnored: ({ place, reason }) => {
      progress.clear();
      printNote(`${place}: ignored: ${reason}`);
    },
    onReceipt: ({ place, mail: { to, subject } }) => {
      progress.clear();
      printNote(`${place}: would be answered: a receipt to ${to}, "${subject}"`);
    },
    onProgress: progress.report,
  });
  try {
    const { blocked = [] } = (await runReport(pipeline.account.table, month)) ?? {};
    for (const { customer, reason } of blocked) printError(`closing: ${customer} is blocked: ${reason}`);
    const messages = await receive();
    const lines = explain ? await messagesAsText(pipeline, messages) : messages;
    progress.clear();
    for (const line of lines) print(line);
    if (explain)
      print(dim(`A customer without a message: npm run sla -- explain CUSTOMER ${month} --local ${directory}`));
  } finally {
    await pipeline.stop();
  }
  return hasFailed ? EXIT.failed : EXIT.done;
};

/** Returns billing messages as text, each with the statement that was stored with its revision. */
const messagesAsText = async (pipeline: Pipeline, messages: readonly string[]): Promise<string[]> => {
  const texts: string[][] = [];
  for (const message of messages) texts.push(await messageText(pipeline, message));
  return texts.flatMap((lines) => [...lines, '']);
};

const messageText = async (
  { account: { table }, deployment: { config } }: Pipeline,
  json: string,
): Promise<string[]> => {
  const { id, data } = parse(billingMessage, parseJson(json));
  const { customer, month, revision, amountMinor, deltaMinor, currency, reason } = data;
  const loaded = await loadCustomer(table, customer, month);
  const stored = loaded.revisions.find((other) => other.month === month && other.revision === revision);
  const customerMonth = parse(customerMonthSchema, parseJson(stored?.statement ?? ''));
  const annotations = await evidenceNotes(table, customerMonth, loaded.records, table);
  const change = `${deltaMinor > 0 ? '+' : ''}${formatMinor(deltaMinor, currency)}`;
  return [
    bold(`${customer}, ${monthName(month)}: ${formatMinor(amountMinor, currency)} (${change})`),
    dim(`message ${id}`),
    hangingText('', reason, terminalWidth()),
    '',
    ...customerMonthLines(customerMonth, {
      names: namesOf(config),
      annotations,
      policies: policiesOfMonth(config.policies, month),
    }),
  ];
};

const program = newProgram('npm run --silent replay --')
  .description(
    'Replays a folder of recorded payloads through the Lambda handlers, closes the month, and prints the billing messages.',
  )
  .argument('<folder>', 'the folder to replay')
  .requiredOption('--month <month>', 'the month to close, 2026-10', parsedBy(monthField))
  .option(
    '--as-of <instant>',
    'replay payloads that arrived by this instant, and close as of it (default: the scheduled close)',
    parsedBy(sourceInstant),
  )
  .addOption(accountOption)
  .addOption(regionOption)
  .option('--explain', 'print each message as text, with its statement')
  .addHelpText('after', DETAILS)
  .action(async (folder: string) => {
    process.exitCode = await replayFolder(folder, z.parse(replayOptions, program.opts()));
  });

await runProgram(program);
