import { formatMinor } from '../../shared/domain/money/currency.ts';
import type { BillingMessage } from '../../shared/messaging/billing-message.ts';
import { KNOWN_REASON, PAYLOAD_OUTCOMES } from '../emulator/replay-arrivals.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { noticeLines } from './notice-lines.ts';
import { RETRACTION, type Scenario } from './sample-scenario.ts';
import { blockedLines, reviewLines } from './sla/describe-run.ts';
import { noCreditLine } from './statement-lines.ts';
import { accent, bold, dim, warning } from './terminal.ts';
import { alignColumns, hangingText, localDay, localTime, pluralText } from './text-layout.ts';

/** On a narrower terminal, the reason of a message is on a line of its own. */
const WIDE_COLUMNS_MIN = 100;

/** Describes the scenario for a first-time reader, in lines of at most `width` columns. */
export const monthSummary = (scenario: Scenario, month: string, width: number): string[] => {
  const { timeZone } = scenario.folder.config.closing;
  const { blocked, attention } = scenario.report;
  const listed = new Set(blocked.map(({ customer }) => customer));
  const alsoBlocked = scenario.customers.flatMap(({ id, answer }) =>
    answer.blocked === undefined || listed.has(id) ? [] : [{ customer: id, reason: answer.blocked }],
  );
  return [
    ...receivedSection(scenario, width),
    '',
    ...noticeLines(scenario.traffic, timeZone, width),
    '',
    ...messagesSection(scenario, month, width),
    '',
    ...noCreditSection(scenario, width),
    ...blockedLines([...blocked, ...alsoBlocked], 0, timeZone, width),
    ...reviewLines(attention, 0, timeZone, width),
  ];
};

const DOORS = [
  ['customers', 'records of customers.json'],
  ['eventbridge', 'events of CloudWatch alarms and AWS Health'],
  ['twilio', 'webhooks of the Twilio status page'],
  ['notices', 'posts of help desks'],
  ['email', 'e-mails that SES received'],
  ['records', 'requests to the HTTP API: notices, maintenance, exclusions, fees'],
] as const;

const OUTCOME_NAMES = {
  recorded: 'recorded',
  known: 'duplicate',
  ignored: 'ignored',
  rejected: 'rejected',
  later: 'later',
};

/** The columns of a row add up to `received`, and the rows to the last one. */
const receivedSection = ({ folder, counts, outcomes, issues, ignored }: Scenario, width: number): string[] => {
  const { timeZone } = folder.config.closing;
  const [first, last] = [folder.arrivals[0]?.at ?? 0, folder.arrivals.at(-1)?.at ?? 0];
  const rows = DOORS.map(([door]) => PAYLOAD_OUTCOMES.map((outcome) => outcomes.get(door)?.[outcome] ?? 0));
  const totals = PAYLOAD_OUTCOMES.map((_, i) => sumOf(rows.map((row) => row[i] ?? 0)));
  const shown = PAYLOAD_OUTCOMES.map((_, i) => i).filter((i) => i === 0 || (totals[i] ?? 0) > 0);
  const cells = (title: string, row: readonly number[]): string[] => [
    title,
    String(sumOf(row)),
    ...shown.map((i) => String(row[i] ?? 0)),
  ];
  const [header = '', ...lines] = alignColumns(
    [
      ['', 'received', ...shown.map((i) => OUTCOME_NAMES[PAYLOAD_OUTCOMES[i] ?? 'recorded'])],
      ...DOORS.map(([door], i) => cells(door, rows[i] ?? [])),
      cells('in total', totals),
    ],
    [1, ...shown.map((_, i) => i + 2)],
  );
  return [
    `${bold('Received')} ${dim(`${localDay(first, timeZone)} to ${localDay(last, timeZone)}, ${timeZone}`)}`,
    dim(`  ${header}`),
    ...lines.map((line) => `  ${line}`),
    ...DOORS.map(([door, text]) => dim(hangingText(`  ${door}: `, text, width))),
    hangingText(
      '  ',
      `${pluralText(counts.get('FactsRecorded') ?? 0, 'fact')} recorded; a payload can have several, and a record of a customer or of fees is none`,
      width,
    ),
    ...issues.map(({ place, text }) => warning(hangingText('  ', `${place}: ${text}`, width))),
    ...ignored
      .filter(({ reason }) => reason !== KNOWN_REASON)
      .map(({ place, reason }) => hangingText('  ', `${place}: ignored: ${reason}`, width)),
  ];
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const COLUMNS = ['customer', 'month', 'credit', 'change', 'credits'] as const;

const messagesSection = (
  { folder: { config }, closed, closedAgain, adjusted }: Scenario,
  month: string,
  width: number,
): string[] => {
  const { timeZone } = config.closing;
  const closings = [
    { ...closed, title: `scheduled close, ${localDay(closed.at, timeZone)} ${localTime(closed.at, timeZone)}` },
    { ...closedAgain, title: `closed again at ${localTime(closedAgain.at, timeZone)}` },
    {
      ...adjusted,
      title: `closed again on ${localDay(adjusted.at, timeZone)}, after ${RETRACTION.of.kind} ${RETRACTION.of.id} was retracted: ${RETRACTION.reason}`,
    },
  ].map((closing) => ({ ...closing, messages: closing.messages.toSorted(bySubject) }));
  const [header = '', ...rows] = alignColumns(
    [COLUMNS, ...closings.flatMap(({ messages }) => messages.map(messageCells))],
    [2, 3, 4],
  ).map((line) => `  ${line}`);
  const isWide = width >= WIDE_COLUMNS_MIN;
  const messageRow = ({ data: { reason } }: BillingMessage): string => {
    const figures = rows.shift() ?? '';
    const text = reason.replace(`SLA credit for ${monthName(month)}: `, '');
    return isWide ? hangingText(`${figures}  `, text, width) : `${figures}\n${dim(hangingText('    ', text, width))}`;
  };
  return [
    bold('Billing messages'),
    dim(`${header}${isWide ? '  reason' : ''}`),
    ...closings.flatMap(({ title, messages }) => [
      accent(hangingText('  ', `${title}${messages.length === 0 ? ': no messages' : ''}`, width)),
      ...messages.map(messageRow),
    ]),
  ];
};

const bySubject = (a: BillingMessage, b: BillingMessage): number => (a.subject < b.subject ? -1 : 1);

const messageCells = ({ data }: BillingMessage): string[] => [
  data.customer,
  data.month,
  formatMinor(data.amountMinor, data.currency),
  `${data.deltaMinor > 0 ? '+' : ''}${formatMinor(data.deltaMinor, data.currency)}`,
  String(data.lines.reduce((sum, { credits }) => sum + (credits ?? 0), 0)),
];

const noCreditSection = ({ folder: { config }, customers }: Scenario, width: number): string[] => {
  const names = namesOf(config);
  const rows = customers.flatMap(({ id, answer: { amountMinor, statements = [] } }) =>
    amountMinor === 0
      ? statements.map((statement) => ({
          id: statement.service === undefined ? id : `${id}, ${statement.service}`,
          reason: noCreditLine(statement, names),
        }))
      : [],
  );
  const idWidth = Math.max(0, ...rows.map(({ id }) => id.length));
  return [bold('No credit'), ...rows.map(({ id, reason }) => hangingText(`  ${id.padEnd(idWidth)}  `, reason, width))];
};
