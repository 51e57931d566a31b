import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Option } from 'commander';
import * as z from 'zod/mini';
import { closingInstant } from '../../shared/config/schedule.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { accountOption, alarmPlace, regionOption } from './alarm-place.ts';
import { EXIT } from './failure.ts';
import { newProgram, parsedBy, runProgram } from './run-program.ts';
import { parseCustomersCsv } from './sla/customers-csv.ts';
import { print, printError, printNote, progressLine, terminalWidth } from './terminal.ts';
import { pluralText } from './text-layout.ts';
import { askMapping } from './try/ask-mapping.ts';
import { inputNotes } from './try/input-notes.ts';
import { type MailArrival, readMailFolder } from './try/mail-folder.ts';
import { type NoticeBody, parseNoticesCsv } from './try/notices-csv.ts';
import { type Proposal, proposeMapping } from './try/propose-mapping.ts';
import { mappedComponents, receivedAfter, tryConfig, tryEvents, writeTryFolder } from './try/try-folder.ts';
import {
  type ComponentsInput,
  customerColumns,
  DEFAULT_POLICIES,
  type HistoryInput,
  parseComponentsFile,
  parseHistoryFile,
  parseStatusPage,
  pageProvider,
  readInput,
  readPolicyFile,
  type StatusPageInput,
} from './try/read-input.ts';

const DETAILS = `
Get the files of a month:
  aws cloudwatch describe-alarm-history --history-item-type StateUpdate > history.json
  curl -s https://status.twilio.com/api/v2/incidents.json > incidents.json
  curl -s https://status.twilio.com/api/v2/components.json > components.json

Customers have the columns of \`sla import\`; notices have customer,recognizedAt,receivedAt,text.
docs/how-to/try-your-month.md describes all files.

Standard output has the month, or with --json one billing message a line. Standard error has questions and notes.
Exit status: 0 done; 1 wrong command line; 2 invalid file; 3 the product failed; 130 Ctrl-C at a question.

Example:
  npm run try -- --alarms history.json --page incidents.json --page-components components.json \\
    --customers customers.csv --notices notices.csv --month 2026-10`;

const tryOptions = z.object({
  alarms: z.array(z.string()),
  page: z.optional(z.string()),
  pageComponents: z.optional(z.string()),
  customers: z.string(),
  notices: z.optional(z.string()),
  month: z.string(),
  components: z.optional(z.string()),
  policy: z.optional(z.string()),
  out: z.optional(z.string()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
  json: z.optional(z.boolean()),
});
type TryOptions = z.output<typeof tryOptions>;

/** The files of a month, each valid. The customers are parsed when the components are known. */
type TryInput = {
  readonly histories: readonly HistoryInput[];
  readonly page: StatusPageInput | undefined;
  readonly components: ComponentsInput | undefined;
  readonly policies: typeof DEFAULT_POLICIES;
  readonly customers: CustomersFile;
  readonly notices: Notices;
};

type CustomersFile = {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly named: ReturnType<typeof customerColumns>;
};

/** The notices of a CSV file, or the e-mails of a folder. */
type Notices = { readonly notices: readonly NoticeBody[]; readonly mails: readonly MailArrival[] };

/** Reads the files. Throws `InvalidInput` with the faults of all of them. */
const readFiles = async (options: TryOptions): Promise<TryInput> => {
  const { alarms, components, policy } = options;
  const last = alarms.length - 1;
  const customers = readCustomers(options.customers);
  const results = await Promise.allSettled([
    Promise.all(alarms.map(async (path, i) => parseHistoryFile(path, await readInput(path), i === last))),
    readStatusPage(options),
    components === undefined ? undefined : readInput(components).then(parsedAs(components, parseComponentsFile)),
    policy === undefined ? DEFAULT_POLICIES : readPolicyFile(policy),
    customers,
    readNotices(options.notices, customers),
  ]);
  if (results.some(({ status }) => status === 'rejected'))
    throwFaults([...results, ...(await checkCustomers(results[4], results[2], results[3]))]);
  return {
    histories: valueOf(results[0]),
    page: valueOf(results[1]),
    components: valueOf(results[2]),
    policies: valueOf(results[3]),
    customers: valueOf(results[4]),
    notices: valueOf(results[5]),
  };
};

const readCustomers = async (path: string): Promise<CustomersFile> => {
  const bytes = await readInput(path);
  return { file: basename(path), bytes, named: customerColumns(path, bytes) };
};

/** Parses the customers although another file is invalid. Without a valid policy and valid components nothing is checked. */
const checkCustomers = async (
  customers: PromiseSettledResult<CustomersFile>,
  components: PromiseSettledResult<ComponentsInput | undefined>,
  policies: PromiseSettledResult<typeof DEFAULT_POLICIES>,
): Promise<PromiseSettledResult<unknown>[]> => {
  if (customers.status === 'rejected' || components.status === 'rejected' || policies.status === 'rejected') return [];
  const { file, bytes, named } = customers.value;
  const ids = components.value === undefined ? named.components : Object.keys(components.value);
  const withoutSources = Object.fromEntries(ids.map((id) => [id, { alarms: [], dependsOn: [] }]));
  const { config } = tryConfig(policies.value, named.policies, withoutSources, undefined);
  return Promise.allSettled([Promise.resolve().then(() => parseCustomersCsv(file, bytes, config))]);
};

const parsedAs =
  <T>(path: string, parseBytes: (path: string, bytes: Uint8Array) => T) =>
  (bytes: Uint8Array): T =>
    parseBytes(path, bytes);

const readStatusPage = async ({ page, pageComponents }: TryOptions): Promise<StatusPageInput | undefined> => {
  if (page === undefined) return undefined;
  const incidents = { path: page, bytes: await readInput(page) };
  return parseStatusPage(
    incidents,
    pageComponents === undefined ? undefined : { path: pageComponents, bytes: await readInput(pageComponents) },
  );
};

const throwFaults = (results: readonly PromiseSettledResult<unknown>[]): void => {
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const other = reasons.find((reason) => !(reason instanceof InvalidInput));
  if (other !== undefined) throw other;
  const faults = reasons.flatMap((reason): readonly Fault[] => (reason instanceof InvalidInput ? reason.faults : []));
  if (faults.length > 0) throw new InvalidInput(faults);
};

const valueOf = <T>(result: PromiseSettledResult<T>): T => {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
};

/** The exit status of a program that Ctrl-C ended: 128 and the number of the signal. */
const INTERRUPTED = 130;

/** Proposes each alarm's component, and the component that each affected component of the page excuses; asks for the rest. */
const mapSources = async ({ histories, page, customers: { named } }: TryInput): Promise<ComponentsInput> => {
  const { components } = named;
  const alarms = [
    ...new Map(histories.flatMap((history) => history.alarms.map((alarm) => [alarm.id, alarm]))).values(),
  ];
  const byAlarm = proposeMapping(alarms, components);
  const byCode = proposeMapping(page?.affected ?? [], components, { needsAll: true });
  const names = new Map(page?.affected.map(({ id, name }) => [id, name]) ?? []);
  noteMatches('Alarms', byAlarm, new Map(alarms.map(({ id, name }) => [id, name])));
  noteMatches('Components of the status page', byCode, names);
  const provider = pageProvider(undefined, page?.name ?? '');
  if (!process.stdin.isTTY) {
    noteUnmatched(byAlarm, byCode);
    return mappedComponents(components, byAlarm.matched, byCode.matched, { provider, names });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => process.exit(INTERRUPTED));
  const closed = new Promise<string>((resolve) => void terminal.once('close', () => resolve('')));
  // After the end of the input (Ctrl-D) every question has an empty answer.
  const ask = (question: string): Promise<string> =>
    Promise.race([closed, terminal.question(question).catch(() => '')]);
  const ofAlarm = await askMapping(
    byAlarm,
    components,
    (name) => `Which component does the alarm “${name}” measure?`,
    ask,
  );
  const ofCode = await askMapping(
    byCode,
    components,
    (name) => `Which component does an outage of “${name}” excuse?`,
    ask,
  );
  terminal.close();
  return mappedComponents(components, ofAlarm, ofCode, { provider, names });
};

const noteMatches = (title: string, { matched }: Proposal, names: ReadonlyMap<string, string>): void => {
  for (const [source, component] of matched) printNote(`${title}: “${names.get(source) ?? source}” → ${component}`);
};

const noteUnmatched = (...proposals: readonly Proposal[]): void => {
  const names = new Set(proposals.flatMap(({ unmatched }) => unmatched.map(({ name }) => `“${name}”`)));
  if (names.size > 0)
    printNote(
      `Left out, since no component has such a name: ${[...names].join(', ')}. → name them in --components FILE`,
    );
};

/** Reads the notices. Without a readable customers file they are not checked. */
const readNotices = async (path: string | undefined, customers: Promise<CustomersFile>): Promise<Notices> => {
  if (path === undefined) return { notices: [], mails: [] };
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return { notices: [], mails: await readMailFolder(path) };
  const bytes = await readInput(path);
  if (path.toLowerCase().endsWith('.eml'))
    throw new InvalidInput([{ at: path, rule: 'an e-mail; expected the folder of the .eml files, or a CSV file' }]);
  const known = await customers.then(
    ({ named }) => new Set(named.ids),
    () => undefined,
  );
  return { notices: known === undefined ? [] : parseNoticesCsv(basename(path), bytes, known), mails: [] };
};

const tryMonth = async (options: TryOptions): Promise<void> => {
  const { month, json = false } = options;
  const input = await readFiles(options);
  for (const { file, unreadable } of input.histories)
    for (const i of unreadable) printNote(`${file}: AlarmHistoryItems[${i}] changes a state but names none: left out`);
  const components = input.components ?? (await mapSources(input));
  const provider =
    input.page === undefined ? undefined : { id: pageProvider(input.components, input.page.name), page: input.page };
  const { written, config } = tryConfig(input.policies, input.customers.named.policies, components, provider);
  const customers = parseCustomersCsv(input.customers.file, input.customers.bytes, config);
  const changes = input.histories.flatMap((history) => history.changes);
  const customersFile = { file: input.customers.file, components: input.customers.named.components };
  for (const note of inputNotes(month, config, changes, customersFile)) printNote(note);
  const { notices, mails } = input.notices;
  const place = alarmPlace(options.account, options.region);
  const events = tryEvents(month, config, { histories: input.histories, page: input.page, notices, mails }, place);
  const directory = options.out ?? join('out', `try-${month}`);
  await writeTryFolder(directory, { config: written, customers: customers.map(({ body }) => body), events });

  const receipts = [...notices.map(({ receivedAt }) => receivedAt), ...mails.map(({ at }) => at)];
  const late = receivedAfter(receipts, closingInstant(config.closing, month));
  if (late > 0) printNote(`${pluralText(late, 'notice')} came after the close, and did not count`);
  const { showFolder } = await import('./try/show-folder.ts');
  const progress = progressLine();
  const shown = await showFolder(directory, { month, place, width: terminalWidth() }, progress.report);
  progress.clear();
  for (const { place: at, text } of shown.issues) printError(`${join(directory, at)}: ${text}`);
  for (const line of json ? shown.messages : shown.text) print(line);
  if (shown.issues.some(({ isFailure }) => isFailure)) process.exitCode = EXIT.failed;
};

const program = newProgram('npm run try --')
  .description('Shows your own month from files: its pages, its credits and its review list; needs no deployment.')
  .requiredOption('--alarms <file...>', 'answers of aws cloudwatch describe-alarm-history, as JSON')
  .requiredOption('--customers <file>', 'customers as CSV, with the columns of sla import')
  .requiredOption('--month <month>', 'the month, 2026-10', parsedBy(monthField))
  .option('--page <file>', "a status page's incidents.json")
  .option('--page-components <file>', "the status page's components.json")
  .option('--notices <path>', 'notices as CSV: customer,recognizedAt,receivedAt,text; or a folder of .eml files')
  .option('--components <file>', 'components as in sla.config.ts, as JSON; then nothing is asked')
  .option('--policy <file>', 'the policy as in sla.config.ts, as JSON (default: the preset short-form-sla)')
  .option('--out <folder>', 'the replay folder to write (default: out/try-MONTH)')
  .addOption(accountOption)
  .addOption(regionOption)
  .addOption(new Option('--json', 'print the billing messages, one JSON document a line'))
  .addHelpText('after', DETAILS)
  .action(async () => {
    await tryMonth(z.parse(tryOptions, program.opts()));
  });

await runProgram(program);
