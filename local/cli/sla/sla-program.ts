import { Argument, Command, Option } from 'commander';
import * as z from 'zod/mini';
import { month } from '../../../shared/domain/facts/fields.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { portNumber } from '../../emulator/local-server.ts';
import { command as typed, EXIT, Failure } from './failure.ts';
import type { Result } from './result.ts';
import { QUEUES, type QueueName, type Stage } from './stage.ts';
import type { ProgressLine } from '../terminal.ts';

/** What every command takes. */
const common = z.object({
  stage: z.string(),
  local: z.optional(z.union([z.literal(true), z.string()])),
  month: z.optional(z.string()),
  json: z.optional(z.boolean()),
});
type Common = z.output<typeof common>;

/** A command as it was typed: where it works, and what it does there. `month`: the one to play, locally. */
export type Typed = {
  readonly common: Common;
  readonly month: string | undefined;
  readonly work: (stage: Stage, say: ProgressLine) => Promise<Result>;
};

const flags = z.object({
  dryRun: z.optional(z.boolean()),
  wait: z.optional(z.boolean()),
  reason: z.optional(z.string()),
  timeout: z.optional(z.string()),
  from: z.optional(z.string()),
  port: z.optional(z.string()),
});
type Flags = z.output<typeof flags>;

/** The command line. `take` is given what was typed; what is wrong with a call is thrown. */
export const program = (take: (typed: Typed) => void): Command => {
  const root = new Command('sla')
    .usage('COMMAND …')
    .description('What operators do on a deployed stage, or on a folder replayed in this process.')
    .helpOption('-h, --help', 'this help; after a command, its own')
    .addHelpText('after', AFTER)
    .exitOverride()
    .configureOutput({ outputError: () => {} });

  const add = (
    usage: string,
    description: string,
    work: (args: readonly string[], flags: Flags) => Promise<(stage: Stage, say: ProgressLine) => Promise<Result>>,
    options: readonly Option[] = [],
    extra: readonly Argument[] = [],
  ): void => {
    const command = root.command(usage).description(description).allowExcessArguments(false);
    for (const argument of extra) command.addArgument(argument);
    for (const option of [...options, ...COMMON]) command.addOption(option);
    command.helpOption('-h, --help', 'this help').action(async () => {
      const read = z.parse(common, command.opts());
      const args = command.processedArgs.filter((argument): argument is string => typeof argument === 'string');
      const named = args.find((argument) => MONTH_LIKE.test(argument));
      for (const each of [read.month, named]) if (each !== undefined) checkMonth(each);
      const done = await work(args, z.parse(flags, command.opts()));
      take({ common: read, month: read.month ?? named, work: done });
    });
  };

  const monthArgument = new Argument('<month>', 'a month, 2026-10').argParser(checkMonth);
  add(
    'status',
    'how the latest closing of a month went (default: the last month), and what lies on the queues',
    async ([month]) => {
      const { statusCommand: status } = await import('./status-command.ts');
      return (stage) => status(stage, month);
    },
    [],
    [new Argument('[month]', 'a month, 2026-10').argParser(checkMonth)],
  );
  add(
    'close',
    'close a month again: whatever has changed since is recorded and sent as a difference',
    async ([month = ''], { reason = '', wait = false, timeout }) => {
      const { closeCommand: close } = await import('./close-command.ts');
      const options = { preview: false, reason, timeout: seconds(timeout) };
      return (stage, say) => close(stage, month, { ...options, wait: wait || stage.isLocal }, say);
    },
    [
      new Option('--reason <text>', 'why, for the ledger').makeOptionMandatory(),
      new Option('--wait', 'wait until it is done'),
      TIMEOUT,
    ],
    [monthArgument],
  );
  add(
    'preview',
    'what closing a month now would change; records and sends nothing',
    async ([month = ''], { reason = 'preview from the command line', timeout }) => {
      const { closeCommand: close } = await import('./close-command.ts');
      const options = { preview: true, reason, wait: true, timeout: seconds(timeout) };
      return (stage, say) => close(stage, month, options, say);
    },
    [new Option('--reason <text>', 'why, for the record'), TIMEOUT],
    [monthArgument],
  );
  add(
    'explain',
    "a customer's month: the labels, every downtime with its evidence, the arithmetic, the ledger",
    async ([customer = '', month = '']) => {
      const { explainCommand: explain } = await import('./explain-command.ts');
      return (stage) => explain(stage, customer, month);
    },
    [],
    [new Argument('<customer>', "a customer's id"), monthArgument],
  );
  add(
    'console',
    'the console in a browser: serves it on this machine, signed with your credentials, until Ctrl-C',
    async (_, { port: on }) => {
      const { openConsole } = await import('./console-command.ts');
      return (stage) => openConsole(stage, port(on));
    },
    [new Option('--port <number>', 'where on 127.0.0.1; 0 is any free port').default('0')],
  );
  add(
    'redrive',
    'send the dead letters of a queue back to it, and say why they were there',
    async ([name], { dryRun = false }) => {
      const { redrive } = await import('./redrive-command.ts');
      const queue = QUEUES.find((queue): queue is QueueName => queue === name) ?? 'intake';
      return (stage, say) => redrive(stage, queue, { dryRun }, say);
    },
    [new Option('--dry-run', 'only show them')],
    [new Argument('<queue>', 'whose dead letters; those of webhook are only shown').choices(QUEUES)],
  );
  add(
    'refill-billing',
    'send every revision of a month to billing again, as the ledger has it, under the same ids: for a billing queue that was lost',
    async ([month = ''], { dryRun = false }) => {
      const { refillBilling } = await import('./refill-command.ts');
      return (stage, say) => refillBilling(stage, month, { dryRun }, say);
    },
    [new Option('--dry-run', 'only count them')],
    [monthArgument],
  );
  add(
    'restore-ledger',
    'after a restore of the table: take over the revisions of a month that another table has, as they are',
    async ([month = ''], { from = '', dryRun = false }) => {
      const { restoreLedger } = await import('./restore-ledger-command.ts');
      return (stage, say) => restoreLedger(stage, month, { from, dryRun }, say);
    },
    [
      new Option('--from <table>', 'the table that has them').makeOptionMandatory(),
      new Option('--dry-run', 'only count them'),
    ],
    [monthArgument],
  );
  add(
    'import',
    'put the customers of a CSV file, if no line of it has a fault; docs/deploying.md describes the columns',
    async ([file = ''], { dryRun = false }) => {
      const { importCustomers } = await import('./import-command.ts');
      return (stage, say) => importCustomers(stage, file, { dryRun }, say);
    },
    [new Option('--dry-run', 'only check the file')],
    [new Argument('<file>', 'customers.csv')],
  );
  return root;
};

const MONTH_LIKE = /^\d{4}-/;

const checkMonth = (text: string): string => {
  if (tryParse(month, text).complaints === undefined) return text;
  throw new Failure(EXIT.wrongCall, `${text} is not a month`, { next: 'months are written 2026-10' });
};

const seconds = (text = '900'): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Failure(EXIT.wrongCall, `${text} is not a number of seconds`, { next: typed('preview --help') });
};

const port = (text = '0'): number => {
  const number = portNumber(text);
  if (number !== undefined) return number;
  throw new Failure(EXIT.wrongCall, `${text} is not a port`, { next: typed('console --help') });
};

const TIMEOUT = new Option('--timeout <seconds>', 'how long to wait for the end').default('900');

const COMMON = [
  new Option('--stage <name>', 'the deployed stage').default('prod'),
  new Option('--local [folder]', 'a folder replayed in this process instead; without a folder (and last) the sample'),
  new Option('--month <month>', 'with --local: the month to close, where the command names none'),
  new Option('--json', 'the result, or the error, as one JSON document on standard output'),
];

const AFTER = `
A deployed stage is found by the outputs of its stack, sla-credits-STAGE, in the region and with the
credentials that the AWS CLI would use (AWS_REGION, AWS_PROFILE).

Exit status: 0 done; 1 called wrongly; 2 not found or refused, the same again will not work;
3 failed, or not all of it was done: the same again is safe.

Examples:
  ${typed('status --local')}
  ${typed('explain hazel-airways 2026-10 --local')}
  ${typed('preview 2026-10 --stage staging')}
  ${typed('console --stage staging')}
  ${typed('redrive intake --dry-run')}
  ${typed('import customers.csv --json')}`;
