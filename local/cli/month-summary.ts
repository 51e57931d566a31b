import { styleText } from 'node:util';
import { monthName } from '../../shared/lib/month-name.ts';
import type { BillingMessage } from '../../shared/messaging/billing-message.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import type { ReviewItem } from '../../shared/persistence/run-results.ts';
import { RETRACTION, type Scenario } from '../emulator/sample-scenario.ts';
import { noCreditReason } from './no-credit-reason.ts';
import { clock, date, hang, inZone } from './text-layout.ts';

/** Colours are for terminals: `styleText` leaves them out elsewhere, and where NO_COLOR is set. */
const heading = (text: string): string => styleText('bold', text);
const quiet = (text: string): string => styleText('dim', text);

/** Below so many characters a line, the reason of a message stands under its figures. */
const NARROW = 100;

/** What happened to a month, for somebody who sees it for the first time: at most `width` characters a line. */
export const summary = (story: Scenario, month: string, width: number): string[] => [
  ...arrived(story, width),
  '',
  ...received(story, month, width),
  '',
  ...without(story, width),
  ...section(story, 'Blocked, until somebody puts it right', blockedLines(story), width),
  ...section(story, 'To be looked at by a person', story.report.attention.map(wordsOf), width),
];

const arrived = (
  { folder: { arrivals, customers, config }, counts, complaints }: Scenario,
  width: number,
): string[] => {
  const { timeZone } = config.closing;
  const through = (door: string): string => String(arrivals.filter((arrival) => arrival.door === door).length);
  const [first, last] = [arrivals[0]?.at ?? 0, arrivals.at(-1)?.at ?? 0];
  const line = (door: string, count: string, what: string): string =>
    hang(`  ${door.padEnd(11)} ${count.padStart(4)}  `, what, width);
  return [
    `${heading('What arrived')} ${quiet(`${date(first, timeZone)} to ${date(last, timeZone)}, ${timeZone}`)}`,
    line('eventbridge', through('eventbridge'), 'CloudWatch alarms, AWS Health events'),
    line('twilio', through('twilio'), 'webhooks of the status page'),
    line('records', through('records'), 'calls of the HTTP API: notices of customers, maintenance, exclusions, fees'),
    line('', String(customers.length), 'customers'),
    hang(
      '  ',
      `${counts.get('FactsRecorded') ?? 0} facts recorded; ${counts.get('FactsKnown') ?? 0} came twice and count once; ` +
        `${counts.get('AlarmsIgnored') ?? 0} ignored: no component names its alarm`,
      width,
    ),
    ...complaints.map(({ where, what }) => styleText('yellow', hang('  ', `${where} ${what}`, width))),
  ];
};

const COLUMNS = ['customer', 'month', 'credit', 'change', 'credits'] as const;

const received = (
  { folder: { config }, closed, closedAgain, adjusted }: Scenario,
  month: string,
  width: number,
): string[] => {
  const { timeZone } = config.closing;
  const acts = [
    { ...closed, said: `closed as scheduled, ${date(closed.at, timeZone)} ${clock(closed.at, timeZone)}` },
    { ...closedAgain, said: `closed again at ${clock(closedAgain.at, timeZone)}` },
    {
      ...adjusted,
      said: `closed again on ${date(adjusted.at, timeZone)}, after ${RETRACTION.of.kind} ${RETRACTION.of.id} was retracted: ${RETRACTION.reason}`,
    },
  ];
  const rows = acts.flatMap(({ messages }) => messages.map(cellsOf));
  const widths = COLUMNS.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`;
  const isNarrow = width < NARROW;
  const row = (message: BillingMessage): string => {
    const figures = line(cellsOf(message));
    const why = message.data.reason.replace(`SLA credit for ${monthName(month)}: `, '');
    return isNarrow ? `${figures}\n${quiet(hang('    ', why, width))}` : hang(`${figures}  `, why, width);
  };
  return [
    heading('What invoicing received'),
    quiet(`${line(COLUMNS)}${isNarrow ? '' : '  reason'}`),
    ...acts.flatMap(({ said, messages }) => [
      styleText('cyan', hang('  ', `${said}${messages.length === 0 ? ': nothing to send' : ''}`, width)),
      ...messages.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)).map(row),
    ]),
  ];
};

const cellsOf = ({ data }: BillingMessage): string[] => [
  data.customer,
  data.month,
  formatMinor(data.amountMinor, data.currency),
  `${data.deltaMinor > 0 ? '+' : ''}${formatMinor(data.deltaMinor, data.currency)}`,
  String(data.credits),
];

const without = ({ folder: { config }, customers }: Scenario, width: number): string[] => {
  const none = customers.filter(({ answer }) => answer.statement?.amountMinor === 0);
  const longest = Math.max(0, ...none.map(({ id }) => id.length));
  return [
    heading('No credit, and why'),
    ...none.map(({ id, answer: { statement } }) =>
      hang(`  ${id.padEnd(longest)}  `, statement === undefined ? '' : noCreditReason(statement, config), width),
    ),
  ];
};

const blockedLines = ({ report: { blocked }, customers }: Scenario): string[] => [
  ...blocked.map(({ customer, reason }) => `${customer}: ${reason}`),
  ...customers.flatMap(({ id, answer }) =>
    answer.blocked === undefined || blocked.some(({ customer }) => customer === id) ? [] : [`${id}: ${answer.blocked}`],
  ),
];

const section = (
  { folder: { config } }: Scenario,
  title: string,
  lines: readonly string[],
  width: number,
): string[] => {
  const written = lines.map((line) => hang('  ', inZone(line, config.closing.timeZone), width));
  return lines.length === 0 ? [] : ['', heading(title), ...written];
};

/** The name of an alarm, from its ARN. */
const alarmName = (arn: string): string => arn.replace(/^arn:.*:alarm:/, '');

const wordsOf = ({ kind, subject, customer = '', note = '' }: ReviewItem): string => {
  const about = note === '' ? '' : ` (${note})`;
  switch (kind) {
    case 'alarm-deleted':
      return `alarm ${alarmName(subject)} was deleted${about}`;
    case 'alarm-never-heard':
      return `alarm ${alarmName(subject)} was never heard of${about}: no evidence is not the same as no downtime`;
    case 'notice-without-downtime':
      return `${customer} wrote of a downtime that nothing saw (notice ${subject})`;
    case 'downtime-pending-notice':
      return `${customer} may still give notice of the downtime of ${subject}`;
    default:
      return `${kind}: ${subject}${about}`;
  }
};
