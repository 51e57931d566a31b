import { Argument, type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { CLAIM_STEPS } from '../../../shared/domain/facts/facts.ts';
import { month as monthField } from '../../../shared/domain/facts/fields.ts';
import { CLAIM_STATES } from '../../../shared/domain/facts/claim-states.ts';
import { newProgram, parsedBy, parsePort } from '../run-program.ts';
import { APPROVAL_ACTIONS } from './approval-actions.ts';
import {
  type CallSource,
  type CommandDefinition,
  commandOptions,
  commonOptions,
  type SlaCall,
} from './command-definition.ts';
import { INVOICE_ACTIONS } from './invoice-actions.ts';
import { RECORD_COMMANDS } from './record-commands.ts';
import { type CommandResult, MAIL_QUEUES, type QueueName, QUEUES, slaCommand } from './stage.ts';

const MONTH_ARGUMENT = 'month';
const parseMonth = parsedBy(monthField);
const monthArgument = new Argument(`<${MONTH_ARGUMENT}>`, 'a month, 2026-10').argParser(parseMonth);
const optionalMonth = new Argument(`[${MONTH_ARGUMENT}]`, 'a month, 2026-10 (default: the last month)').argParser(
  parseMonth,
);
const optionalVersionMonth = new Argument(
  `[${MONTH_ARGUMENT}]`,
  'the month whose version of the policy is described (default: this month)',
).argParser(parseMonth);

/** Returns a command that needs the configuration and no stage. */
const configCommand = (run: (source: CallSource) => Promise<CommandResult>) => ({
  check: run,
  work: () => Promise.reject(new Error('The check of this command returns its result')),
});

const REDRIVEN: readonly QueueName[] = [...QUEUES, ...MAIL_QUEUES];

const TIMEOUT_SECONDS = 900;

const timeout = new Option('--timeout <seconds>', 'how long to wait for the end')
  .default(TIMEOUT_SECONDS)
  .argParser(
    parsedBy(
      z.coerce
        .number('not a number of seconds')
        .check(z.int('not a number of seconds'), z.minimum(1, 'not a number of seconds')),
    ),
  );

const COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'status',
    description: 'report the latest close of a month and the depth of the queues',
    arguments: [optionalMonth],
    load: async ([month]) => {
      const { statusCommand } = await import('./status-command.ts');
      return { work: (stage) => statusCommand(stage, month) };
    },
  },
  {
    name: 'close',
    description: 'list the changes of a close, ask, and close a month; changes are recorded and sent as differences',
    arguments: [monthArgument],
    options: [
      new Option('--reason <text>', 'the reason, for the ledger').makeOptionMandatory(),
      new Option('--wait', 'wait for the end'),
      new Option('--yes', 'do not ask for confirmation'),
      timeout,
    ],
    load: async (
      [month = ''],
      { reason = '', wait = false, yes = false, timeout: timeoutSeconds = TIMEOUT_SECONDS },
    ) => {
      const { closeCommand } = await import('./close-command.ts');
      const options = { preview: false, reason, timeoutSeconds, isConfirmed: yes };
      return {
        work: (stage, onProgress) =>
          closeCommand(stage, month, { ...options, wait: wait || stage.isLocal }, onProgress),
      };
    },
  },
  {
    name: 'preview',
    description: 'show the changes that a close would make now; records and sends nothing',
    arguments: [monthArgument],
    options: [new Option('--reason <text>', 'the reason, for the run'), timeout],
    load: async (
      [month = ''],
      { reason = 'preview from the command line', timeout: timeoutSeconds = TIMEOUT_SECONDS },
    ) => {
      const { closeCommand } = await import('./close-command.ts');
      return {
        work: (stage, onProgress) =>
          closeCommand(
            stage,
            month,
            { preview: true, reason, timeoutSeconds, wait: true, isConfirmed: true },
            onProgress,
          ),
      };
    },
  },
  {
    name: 'explain',
    description: "explain a customer's month: each downtime with its evidence, the calculation, the ledger",
    arguments: [new Argument('<customer>', "the customer's id"), monthArgument],
    load: async ([customer = '', month = '']) => {
      const { explainCommand } = await import('./explain-command.ts');
      return { work: (stage) => explainCommand(stage, customer, month) };
    },
  },
  {
    name: 'accrual',
    description: 'show the credits of a month so far: issued, due, claimable and at most',
    arguments: [monthArgument],
    options: [new Option('--csv', 'print a line for each customer, in minor units')],
    load: async ([month = ''], { csv = false }) => {
      const { accrualCommand } = await import('./accrual-command.ts');
      return { work: (stage) => accrualCommand(stage, month, { csv }) };
    },
  },
  {
    name: 'causes',
    description: 'show the issued credits of months by component, alarm, incident and provider',
    arguments: [
      new Argument('<from>', 'the first month, 2026-07').argParser(parseMonth),
      new Argument('<to>', 'the last month, 2026-10').argParser(parseMonth),
    ],
    options: [new Option('--csv', 'print a line for each month and cause, in minor units')],
    load: async ([from = '', to = ''], { csv = false }) => {
      const { causesCommand } = await import('./causes-command.ts');
      return { work: (stage) => causesCommand(stage, { from, to, csv }) };
    },
  },
  {
    name: 'provider-claims',
    description: 'list the claims of a month against providers with an SLA, each with a drafted text, or mark one',
    arguments: [monthArgument],
    options: [
      new Option('--mark <state>', 'the state of the claim now').choices(CLAIM_STATES),
      new Option('--provider <id>', 'with --mark: the provider'),
      new Option('--service <id>', 'with --mark: the service'),
      new Option('--at <instant>', 'with --mark: when it was sent, answered or paid (default: now)'),
      new Option('--text <text>', 'with --mark: a note, such as the number of the ticket'),
    ],
    load: async ([month = ''], { provider, service, mark, at, text }) => {
      const { providerClaimsCommand } = await import('./provider-claims-command.ts');
      return { work: (stage) => providerClaimsCommand(stage, month, { provider, service, mark, at, text }) };
    },
  },
  {
    name: 'export',
    description: 'write the facts of months as one replay folder for each month',
    arguments: [
      new Argument('<from>', 'the first month, 2026-07').argParser(parseMonth),
      new Argument('<to>', 'the last month, 2026-10').argParser(parseMonth),
      new Argument('<folder>', 'the folder to write'),
    ],
    options: [new Option('--pseudonyms', 'replace ids, names and texts of customers')],
    load: async ([from = '', to = '', directory = ''], { pseudonyms = false }) => {
      const { exportCommand } = await import('./export-command.ts');
      return { work: (stage, onProgress) => exportCommand(stage, { from, to, directory, pseudonyms }, onProgress) };
    },
  },
  {
    name: 'verify',
    description: 'evaluate exported folders, and compare the amounts with the ledger',
    arguments: [new Argument('<folder>', 'the folder of sla export')],
    load: async ([directory = '']) => {
      const { verifyCommand } = await import('./verify-command.ts');
      return { work: (stage, onProgress) => verifyCommand(stage, directory, onProgress) };
    },
  },
  {
    name: 'console',
    description: 'serve the console on this machine, signed with your credentials, until Ctrl-C',
    options: [
      new Option('--port <number>', 'the port on 127.0.0.1; 0 selects a free port').default(0).argParser(parsePort),
    ],
    load: async (_, { port = 0 }) => {
      const { consoleCommand } = await import('./console-command.ts');
      return { work: (stage) => consoleCommand(stage, port) };
    },
  },
  {
    name: 'redrive',
    description: 'send the dead letters of a queue back to it, and show why they failed',
    arguments: [new Argument('<queue>', 'the queue; the dead letters of webhook are only shown').choices(REDRIVEN)],
    options: [new Option('--dry-run', 'only show them')],
    load: async ([name], { dryRun = false }) => {
      const { redriveCommand } = await import('./redrive-command.ts');
      const queue = REDRIVEN.find((queue) => queue === name) ?? 'intake';
      return { work: (stage, onProgress) => redriveCommand(stage, queue, { dryRun }, onProgress) };
    },
  },
  {
    name: 'refill-billing',
    description: 'after the loss of the billing queue: send all revisions of a month again, under the same ids',
    arguments: [monthArgument],
    options: [new Option('--dry-run', 'only count them')],
    load: async ([month = ''], { dryRun = false }) => {
      const { refillBillingCommand } = await import('./refill-billing-command.ts');
      return { work: (stage, onProgress) => refillBillingCommand(stage, month, { dryRun }, onProgress) };
    },
  },
  {
    name: 'restore-ledger',
    description: 'after a restore of the table: copy the revisions of a month from another table',
    arguments: [monthArgument],
    options: [
      new Option('--from <table>', 'the table to copy from').makeOptionMandatory(),
      new Option('--dry-run', 'only count them'),
    ],
    load: async ([month = ''], { from = '', dryRun = false }) => {
      const { restoreLedgerCommand } = await import('./restore-ledger-command.ts');
      return { work: (stage, onProgress) => restoreLedgerCommand(stage, month, { from, dryRun }, onProgress) };
    },
  },
  {
    name: 'unmatched',
    description: 'list the messages without a customer, assign one to its customer, or dismiss it',
    arguments: [new Argument('[id]', "the message's id (default: list them)")],
    options: [
      new Option('--customer <id>', 'record it as a notice of this customer'),
      new Option(
        '--recognized-at <instant>',
        'when the customer recognised the outage (default: when it was received)',
      ),
      new Option('--step <step>', 'the step of the claim').choices(CLAIM_STEPS),
      new Option('--dismiss <reason>', 'it is no notice, for this reason'),
    ],
    load: async ([id], { customer, recognizedAt, step, dismiss }) => {
      const { unmatchedCommand } = await import('./unmatched-command.ts');
      return { work: (stage) => unmatchedCommand(stage, id, { customer, recognizedAt, step, dismiss }) };
    },
  },
  {
    name: 'mail',
    description: 'list the addresses that get no mail, or the messages to a customer, or send mail to an address again',
    arguments: [new Argument('[customer]', "the customer's id (default: list the addresses)")],
    options: [
      new Option('--lift <address>', 'send mail to this address again'),
      new Option('--reason <text>', 'with --lift: the reason'),
    ],
    load: async ([customer], { lift, reason }) => {
      const { mailCommand } = await import('./mail-command.ts');
      return { work: (stage) => mailCommand(stage, customer, { lift, reason }) };
    },
  },
  {
    name: 'approvals',
    description: 'list the credits that wait for approval, approve one, or decline it',
    arguments: [
      new Argument('[action]', 'what to do').choices(APPROVAL_ACTIONS).default('list'),
      new Argument('[id]', "the credit's id, from the list"),
    ],
    options: [new Option('--reason <text>', 'the reason of the decision')],
    load: async ([name, id], { reason }) => {
      const { approvalsCommand } = await import('./approvals-command.ts');
      const action = APPROVAL_ACTIONS.find((each) => each === name) ?? 'list';
      return { work: (stage) => approvalsCommand(stage, action, id, reason) };
    },
  },
  {
    name: 'claim-page',
    description: 'write a page for customers from a policy: how and until when to give notice',
    arguments: [new Argument('<policy>', "the policy's id"), optionalVersionMonth],
    options: [new Option('--file <file>', 'the file to write (default: claim-page-POLICY.html)')],
    load: async ([policy = '', month = new Date().toISOString().slice(0, 'yyyy-mm'.length)], { file }) => {
      const { claimPageCommand } = await import('./claim-page-command.ts');
      return configCommand(({ config }) => claimPageCommand(config, policy, { month, file }));
    },
  },
  {
    name: 'invoice',
    description: 'list the credits in review, compare credits with Stripe, try one again, or mark it as done by hand',
    arguments: [
      new Argument('<action>', 'what to do').choices(INVOICE_ACTIONS),
      new Argument('[names...]', 'reviews and check: the month; otherwise the customer and the month'),
    ],
    options: [
      new Option('--reason <text>', 'with retry and done: what was fixed, or how the credit was booked'),
      new Option('--api-base <url>', "the origin of Stripe's API, for tests"),
    ],
    load: async ([name, ...names], { reason, apiBase }) => {
      const { invoiceCommand } = await import('./invoice-command.ts');
      const action = INVOICE_ACTIONS.find((each) => each === name) ?? 'reviews';
      return { work: (stage, onProgress) => invoiceCommand(stage, action, names, { reason, apiBase }, onProgress) };
    },
  },
  {
    name: 'erase',
    description: "erase a customer's texts, payloads, names and pages; amounts and their evidence stay",
    arguments: [new Argument('<customer>', "the customer's id")],
    options: [new Option('--dry-run', 'only count them'), new Option('--yes', 'do not ask for confirmation')],
    load: async ([customer = ''], { dryRun = false, yes = false }) => {
      const { eraseCommand } = await import('./erase-command.ts');
      return { work: (stage, onProgress) => eraseCommand(stage, customer, { dryRun, isConfirmed: yes }, onProgress) };
    },
  },
  {
    name: 'import',
    description:
      'store the customers of a CSV file, if no line has a fault; docs/how-to/deploy.md describes the columns',
    arguments: [new Argument('<file>', 'customers.csv')],
    options: [
      new Option('--dry-run', 'only check the file, and show the changes'),
      new Option('--yes', 'do not ask for confirmation of a change of fees above 20 %'),
    ],
    load: async ([file = ''], { dryRun = false, yes = false }) => {
      const { checkImport, importCommand } = await import('./import-command.ts');
      return {
        check: (source) => checkImport(source, file, { dryRun }),
        work: (stage, onProgress) => importCommand(stage, file, { dryRun, isConfirmed: yes }, onProgress),
      };
    },
  },
];

const JSON_OPTION = new Option('--json', 'print the result, or the error, as one JSON document on standard output');

const COMMON_OPTIONS = [
  new Option('--stage <name>', 'the deployed stage').default('prod'),
  new Option('--local [folder]', 'replay a folder in this process instead; without a folder (and last): the sample'),
  new Option('--month <month>', 'with --local: the month to close, if no argument is a month').argParser(parseMonth),
  JSON_OPTION,
];

/** A command that opens no stage, under the name of its group: `config check`. */
type GroupedCommand = Omit<CommandDefinition, 'load'> & {
  readonly run: (args: readonly string[], options: z.output<typeof groupedOptions>) => Promise<CommandResult>;
};

const groupedOptions = z.object({ json: z.optional(z.boolean()), dryRun: z.optional(z.boolean()) });

const configFile = new Argument('[file]', 'a configuration as TypeScript or JSON (default: sla.config.ts)');

const GROUPS: Readonly<Record<string, { readonly description: string; readonly commands: readonly GroupedCommand[] }>> =
  {
    config: {
      description: 'check, print or lock the configuration',
      commands: [
        {
          name: 'check',
          description: 'report every error and warning; warnings do not fail the check',
          arguments: [configFile],
          run: async ([file]) => (await import('./check-config.ts')).checkConfig(file),
        },
        {
          name: 'print',
          description: 'print the configuration as JSON, for sla.config.json of a replay folder',
          arguments: [configFile],
          run: async ([file]) => (await import('./check-config.ts')).printConfig(file),
        },
        {
          name: 'lock',
          description: 'write the new versions of the policies into sla.policies.lock.json; commit the file',
          options: [new Option('--dry-run', 'only list them')],
          run: async (_, { dryRun = false }) => (await import('./lock-policies.ts')).lockPolicies({ dryRun }),
        },
      ],
    },
    page: {
      description: 'read a status page',
      commands: [
        {
          name: 'components',
          description: 'list the components of a status page with their groups and codes',
          arguments: [new Argument('<url>', 'the address of the page, https://status.example.com')],
          run: async ([url = '']) => (await import('./page-components.ts')).pageComponents(url),
        },
      ],
    },
  };

/** Prints the result of a command and sets the exit status. */
export type OnResult = (result: CommandResult, options: { readonly json?: boolean | undefined }) => void;

const addGroups = (program: Command, onResult: OnResult): void => {
  for (const [name, { description, commands }] of Object.entries(GROUPS)) {
    const group = program.command(name).description(description);
    for (const { name: commandName, description: text, arguments: args = [], options = [], run } of commands) {
      const command = group.command(commandName).description(text);
      for (const argument of args) command.addArgument(argument);
      for (const option of [...options, JSON_OPTION]) command.addOption(option);
      command.action(async () => {
        const given = z.parse(groupedOptions, command.opts());
        onResult(await run(command.args, given), given);
      });
    }
  }
};

/** Returns the command line of `sla`; `onCall` receives a parsed call, and `onResult` the result of a grouped command. */
export const slaProgram = (onCall: (call: SlaCall) => Promise<void> | void, onResult: OnResult): Command => {
  const program = newProgram('npm run sla --')
    .usage('COMMAND …')
    .description('Operates a deployed stage, or a folder that is replayed in this process.')
    .addHelpText('after', DETAILS);
  for (const definition of [...COMMANDS, ...RECORD_COMMANDS]) {
    const command = program.command(definition.name).description(definition.description);
    for (const argument of definition.arguments ?? []) command.addArgument(argument);
    for (const option of [...(definition.options ?? []), ...COMMON_OPTIONS]) command.addOption(option);
    command.action(async () => {
      const common = z.parse(commonOptions, command.opts());
      const place = (definition.arguments ?? []).findIndex((argument) => argument.name() === MONTH_ARGUMENT);
      const loaded = await definition.load(command.args, z.parse(commandOptions, command.opts()));
      await onCall({ common, month: common.month ?? command.args[place], ...loaded });
    });
  }
  addGroups(program, onResult);
  return program;
};

const DETAILS = `
A deployed stage is found by the outputs of its stack, sla-credits-STAGE, with the region and the credentials of the
AWS CLI (AWS_REGION, AWS_PROFILE).

Exit status: 0 done; 1 wrong command line; 2 not found or invalid, the same call fails again;
3 failed or incomplete, the same call is safe to repeat.

Examples:
  ${slaCommand('config check')}
  ${slaCommand('config lock')}
  ${slaCommand('status --local')}
  ${slaCommand('explain hazel-airways 2026-10 --local')}
  ${slaCommand('preview 2026-10 --stage staging')}
  ${slaCommand('console --stage staging')}
  ${slaCommand('redrive intake --dry-run')}
  ${slaCommand('import customers.csv --json')}`;
