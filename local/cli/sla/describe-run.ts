import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { localOffset } from '../../../shared/domain/time/calendar.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { ReviewItem } from '../../../shared/persistence/run-results.ts';
import { alarmName } from '../../../shared/web/display-names.ts';
import { reviewText } from '../../../shared/web/review-text.ts';
import { bold, dim, terminalWidth, warning } from '../terminal.ts';
import { hangingText, localiseInstants } from '../text-layout.ts';
import type { MonthReportAnswer } from './parse-answer.ts';

/** Returns `2026-11-02 12:00 America/Los_Angeles`. */
export const zonedTime = (at: Instant, timeZone: string): string =>
  `${formatInstant(at + localOffset(timeZone, at))
    .slice(0, 16)
    .replace('T', ' ')} ${timeZone}`;

/** Describes the state and the totals of a close or a preview. */
export const describeRun = (report: MonthReportAnswer, timeZone: string): string[] => {
  const { notListed = { blocked: 0, attention: 0, changes: 0 } } = report;
  const { month, preview, asOf, by, reason, closedAt, progress, totals } = report;
  const planned = progress.planned === undefined ? 'planning' : `${progress.done} of ${progress.planned} batches done`;
  return [
    bold(
      `${monthName(month)}: ${preview ? 'preview' : 'close'} ${closedAt === null ? `in progress, ${planned}` : 'done'}`,
    ),
    `  uses evidence up to ${zonedTime(asOf, timeZone)}; requested by ${by}${reason === undefined ? '' : `: ${reason}`}`,
    ...(closedAt === null ? [] : [`  completed at ${zonedTime(closedAt, timeZone)}`]),
    `  ${countsText(totals.counts)}`,
    ...totalLines(report),
    ...(preview ? [dim('  preview only: no revision was recorded or sent')] : []),
    ...changeLines(report, notListed.changes, timeZone),
    ...blockedLines(report.blocked, notListed.blocked, timeZone, terminalWidth()),
    ...reviewLines(report.attention, notListed.attention, timeZone, terminalWidth()),
    ...unmatchedLines(report.unmatched ?? [], timeZone, terminalWidth()),
  ];
};

/** Returns `20 assessed: 7 issued, 13 without a credit`. */
const countsText = (counts: Readonly<Record<string, number>>): string => {
  const { assessed = 0, ...outcomes } = counts;
  const each = Object.entries(outcomes).map(([outcome, count]) => `${count} ${OUTCOME_TEXTS[outcome] ?? outcome}`);
  return `${assessed} assessed${each.length === 0 ? '' : `: ${each.join(', ')}`}`;
};

const OUTCOME_TEXTS: Readonly<Record<string, string>> = { nothing: 'without a credit' };

const totalLines = ({ totals: { deltaMinor }, preview }: MonthReportAnswer): string[] =>
  Object.entries(deltaMinor).map(
    ([currency, delta]) =>
      `  credits ${preview ? 'would change' : 'changed'} by ${delta > 0 ? '+' : ''}${formatMinor(delta, currency)}`,
  );

/** Lists each customer whose credit changed, or would change; `omitted` counts those that the API's answer leaves out. */
const changeLines = ({ changes, preview }: MonthReportAnswer, omitted: number, timeZone: string): string[] =>
  section(
    preview ? 'Credits that would change' : 'Changed credits',
    [
      ...changes.map(
        ({ customer, previousAmountMinor, amountMinor, currency }) =>
          `${customer}: ${formatMinor(previousAmountMinor, currency)} → ${formatMinor(amountMinor, currency)}`,
      ),
      ...omittedLines(omitted),
    ],
    timeZone,
    terminalWidth(),
    bold,
  );

/** Lists blocked customers with their reasons; `omitted` counts those that the API's answer leaves out. */
export const blockedLines = (
  blocked: readonly { readonly customer: string; readonly reason: string }[],
  omitted: number,
  timeZone: string,
  width: number,
): string[] =>
  section(
    'Blocked customers',
    [...blocked.map(({ customer, reason }) => `${customer}: ${reason}`), ...omittedLines(omitted)],
    timeZone,
    width,
  );

/** Lists review items; `omitted` counts those that the API's answer leaves out. */
export const reviewLines = (items: readonly ReviewItem[], omitted: number, timeZone: string, width: number): string[] =>
  section('Needs review', [...items.map(reviewLine), ...omittedLines(omitted)], timeZone, width);

/** Lists the messages that wait for a customer: each may be a notice of the month. */
const unmatchedLines = (
  messages: NonNullable<MonthReportAnswer['unmatched']>,
  timeZone: string,
  width: number,
): string[] =>
  section(
    'Messages without a customer (assign them with sla unmatched, then close again)',
    messages.map(({ id, receivedAt, from = 'unknown sender' }) => `${zonedTime(receivedAt, timeZone)} ${from}: ${id}`),
    timeZone,
    width,
  );

const section = (
  title: string,
  lines: readonly string[],
  timeZone: string,
  width: number,
  style: (text: string) => string = warning,
): string[] =>
  lines.length === 0
    ? []
    : ['', style(title), ...lines.map((line) => hangingText('  ', localiseInstants(line, timeZone), width))];

const omittedLines = (count: number): string[] =>
  count === 0 ? [] : [`… and ${count} more that the API's answer omits; sla explain shows them for each customer`];

const reviewLine = ({ kind, subject, customer, note }: ReviewItem): string => {
  const about = [alarmName(subject), ...(note === undefined ? [] : [note])].join(', ');
  return `${customer === undefined ? '' : `${customer}: `}${reviewText(kind)} (${about})`;
};
