import { Argument, Option } from 'commander';
import { ACTIVITY_KINDS } from '../../../shared/persistence/read-activity.ts';
import { CLAIM_STEPS, EXCLUSION_REASONS } from '../../../shared/domain/facts/facts.ts';
import { month as monthField } from '../../../shared/domain/facts/fields.ts';
import { EVIDENCE_KINDS } from '../../../shared/api/read-queries.ts';
import { parsedBy } from '../run-program.ts';
import type { CommandDefinition, CommandOptions } from './command-definition.ts';

const customer = new Argument('<customer>', "the customer's id");
const ownId = new Option('--id <id>', "the record's own id (default: derived from the content)");
const yes = new Option('--yes', 'do not ask for confirmation of a date that is more than a year away');
const effectOnly = new Option('--dry-run', 'only show the effect on credits; store nothing');
const scope = new Option('--scope <scope>', 'all, component:ID or customer:ID').makeOptionMandatory();
const evidence = new Option('--evidence <text>', 'a URL or text').makeOptionMandatory();
const parseMonth = parsedBy(monthField);
const period = [
  new Option('--start <instant>', 'the start in UTC, 2026-10-14T17:00:00Z').makeOptionMandatory(),
  new Option('--end <instant>', 'the end in UTC').makeOptionMandatory(),
];

const evidenceCommand =
  (
    kind: 'notice' | 'maintenance' | 'exclusion' | 'downtime',
    bodyOf: (subject: string, options: CommandOptions) => object,
  ) =>
  async ([subject = '']: readonly string[], options: CommandOptions) => {
    const { recordCommand } = await import('./record-command.ts');
    const isConfirmed = options.yes === true;
    return {
      work: (stage: Parameters<typeof recordCommand>[0]) =>
        recordCommand(stage, kind, bodyOf(subject, options), { isConfirmed }),
    };
  };

/** Returns the scope of a body. Any other text is passed on, so that the API reports it. */
const scopeOf = (written = ''): unknown => {
  if (written === 'all') return { all: true };
  const [kind = '', ...id] = written.split(':');
  return kind === 'component' || kind === 'customer' ? { [kind]: id.join(':') } : written;
};

/** The commands that record evidence, customers and fees, and the one that lists who recorded them. */
export const RECORD_COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'notice',
    description: "record a customer's notice or claim",
    arguments: [customer],
    options: [
      new Option(
        '--recognized-at <instant>',
        'when the customer recognised the downtime, in UTC',
      ).makeOptionMandatory(),
      new Option('--text <text>', "the notice's text").makeOptionMandatory(),
      new Option('--channel <channel>', 'how it came').default('email'),
      new Option('--received-at <instant>', 'when it reached the company (default: now)'),
      new Option('--step <step>', 'the step of the claim').choices(CLAIM_STEPS),
      new Option('--service <service>', 'the service that it is about'),
      new Option('--claimed-month <month>', 'the month that it claims').argParser(parseMonth),
      ownId,
      yes,
    ],
    load: evidenceCommand('notice', (subject, { claimedMonth, ...options }) => {
      const { id, recognizedAt, receivedAt, text, channel, step, service } = options;
      return { id, customer: subject, recognizedAt, receivedAt, text, channel, step, service, month: claimedMonth };
    }),
  },
  {
    name: 'maintenance',
    description: 'record maintenance',
    options: [
      scope,
      ...period,
      new Option('--requested-by <who>', 'who asked for it').choices(['company', 'customer']).makeOptionMandatory(),
      new Option('--announced-at <instant>', 'when it was announced (default: now)'),
      ownId,
      yes,
    ],
    load: evidenceCommand('maintenance', (_, { id, start, end, requestedBy, announcedAt, ...options }) => ({
      id,
      scope: scopeOf(options.scope),
      start,
      end,
      requestedBy,
      announcedAt,
    })),
  },
  {
    name: 'exclusion',
    description: 'record time that does not count, for a reason of the contract',
    options: [
      scope,
      ...period,
      new Option('--reason <reason>', 'the reason').choices(EXCLUSION_REASONS).makeOptionMandatory(),
      evidence,
      ownId,
      yes,
    ],
    load: evidenceCommand('exclusion', (_, { id, start, end, reason, evidence: said, ...options }) => ({
      id,
      scope: scopeOf(options.scope),
      start,
      end,
      reason,
      evidence: said,
    })),
  },
  {
    name: 'downtime',
    description: 'record downtime that no alarm detected',
    arguments: [new Argument('<component>', 'a configured component')],
    options: [
      ...period,
      evidence,
      new Option('--impact <percentage>', 'the share of users that were affected (default: 100)'),
      ownId,
      yes,
    ],
    load: evidenceCommand('downtime', (component, { id, start, end, evidence: said, impact }) => ({
      id,
      component,
      start,
      end,
      evidence: said,
      impact,
    })),
  },
  {
    name: 'retract',
    description: 'retract a fact that was recorded in error',
    arguments: [
      new Argument('<kind>', 'the kind of the fact').choices(EVIDENCE_KINDS),
      new Argument('<id>', "the fact's id, or a notice's own id"),
    ],
    options: [new Option('--reason <text>', 'the reason').makeOptionMandatory()],
    load: async ([kind = '', id = ''], { reason = '' }) => {
      const { retractCommand } = await import('./record-command.ts');
      return { work: (stage) => retractCommand(stage, { kind, id }, reason) };
    },
  },
  {
    name: 'customer',
    description: "show a customer's record, or change the given fields and keep the others",
    arguments: [customer],
    options: [
      new Option('--name <name>', 'the display name'),
      new Option('--components <list>', 'the components, separated by commas'),
      new Option('--policy <policy>', "the policy's id"),
      new Option('--fees <amount>', 'the monthly fee in major units with its currency, "1,000.00 USD"'),
      new Option('--active-from <instant>', 'the start of the contract, in UTC'),
      new Option('--active-to <instant>', 'the end of the contract, in UTC'),
      new Option('--effective-from <when>', 'when the change takes effect: an instant or a local date (default: now)'),
      new Option('--file <file>', 'the whole record as JSON, in place of the other options'),
      effectOnly,
    ],
    load: async ([id = ''], options) => {
      const { customerCommand } = await import('./customer-command.ts');
      return { work: (stage) => customerCommand(stage, id, options) };
    },
  },
  {
    name: 'fees',
    description: 'record the fees that a customer was really charged for a month',
    arguments: [
      customer,
      new Argument('<month>', 'a month, 2026-10').argParser(parseMonth),
      new Argument('<amount>', 'the amount in major units with its currency, "1,000.00 USD"'),
    ],
    options: [
      new Option('--service <service>', 'the service that was charged; the fees of other services stay'),
      effectOnly,
    ],
    load: async ([id = '', month = '', amount = ''], { service, dryRun = false }) => {
      const { feesCommand } = await import('./customer-command.ts');
      return { work: (stage) => feesCommand(stage, { id, month, amount, service, dryRun }) };
    },
  },
  {
    name: 'goodwill',
    description: 'grant a goodwill credit for a month, beyond the computed one',
    arguments: [
      customer,
      new Argument('<month>', 'a month, 2026-10').argParser(parseMonth),
      new Argument('<amount>', 'the amount in major units with its currency, "10.00 USD"'),
    ],
    options: [new Option('--reason <text>', 'the reason, printed on the invoice line').makeOptionMandatory()],
    load: async ([id = '', month = '', amount = ''], { reason = '' }) => {
      const { goodwillCommand } = await import('./goodwill-command.ts');
      return { work: (stage) => goodwillCommand(stage, { customer: id, month, amount, reason }) };
    },
  },
  {
    name: 'activity',
    description: 'list every record, retraction and close with the person, the newest first',
    options: [
      new Option('--by <person>', 'only records of a person: a part of the ARN or of the OIDC subject'),
      new Option('--kind <kind>', 'only one kind').choices(ACTIVITY_KINDS),
      new Option('--customer <customer>', 'only records about one customer'),
      new Option('--from <instant>', 'only records since an instant, in UTC'),
      new Option('--to <instant>', 'only records up to an instant, in UTC'),
      new Option('--csv', 'print CSV'),
    ],
    load: async (_, options) => {
      const { activityCommand } = await import('./activity-command.ts');
      return { work: (stage, onProgress) => activityCommand(stage, options, onProgress) };
    },
  },
];
