import { monthName } from '../../../shared/lib/month-name.ts';
import { localOffset } from '../../../shared/domain/time/calendar.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { reviewText } from '../../../shared/web/review-text.ts';
import type { ReviewItem } from '../../../shared/persistence/run-results.ts';
import { hang, inZone } from '../text-layout.ts';
import type { Report } from './sla-answers.ts';
import { bold, quiet, warning, width } from '../terminal.ts';

/** `2026-11-02 12:00 America/Los_Angeles` */
export const when = (at: Instant, timeZone: string): string =>
  `${formatInstant(at + localOffset(timeZone, at))
    .slice(0, 16)
    .replace('T', ' ')} ${timeZone}`;

/** How a closing or a preview stands, for people. */
export const describeRun = (report: Report, timeZone: string): string[] => {
  const { notListed = { blocked: 0, attention: 0 } } = report;
  const { month, preview, asOf, by, reason, closedAt, progress, totals } = report;
  const what = preview ? 'preview' : 'closing';
  const planned = progress.planned === undefined ? 'not planned yet' : `${progress.done} of ${progress.planned} parts`;
  return [
    bold(`${monthName(month)}: ${what} ${closedAt === null ? `under way, ${planned}` : 'done'}`),
    `  what was known at ${when(asOf, timeZone)}; ordered by ${by}${reason === undefined ? '' : `: ${reason}`}`,
    ...(closedAt === null ? [] : [`  done at ${when(closedAt, timeZone)}`]),
    `  ${counted(totals.counts)}`,
    ...changed(report),
    ...(preview ? [quiet('  a preview: nothing was recorded or sent')] : []),
    ...section(
      'Blocked, until somebody puts it right',
      [...report.blocked.map(({ customer, reason }) => `${customer}: ${reason}`), ...more(notListed.blocked)],
      timeZone,
    ),
    ...section(
      'To be looked at by a person',
      [...report.attention.map(sentence), ...more(notListed.attention)],
      timeZone,
    ),
  ];
};

/** `20 assessed: 7 issued, 13 nothing` */
const counted = (counts: Readonly<Record<string, number>>): string => {
  const { assessed = 0, ...outcomes } = counts;
  const each = Object.entries(outcomes).map(([outcome, count]) => `${count} ${OUTCOMES[outcome] ?? outcome}`);
  return `${assessed} assessed${each.length === 0 ? '' : `: ${each.join(', ')}`}`;
};

const OUTCOMES: Readonly<Record<string, string>> = { nothing: 'without a credit' };

const changed = ({ totals: { deltaMinor }, preview }: Report): string[] =>
  Object.entries(deltaMinor).map(
    ([currency, delta]) =>
      `  credits ${preview ? 'would change' : 'changed'} by ${delta > 0 ? '+' : ''}${formatMinor(delta, currency)}`,
  );

const section = (title: string, lines: readonly string[], timeZone: string): string[] =>
  lines.length === 0 ? [] : ['', warning(title), ...lines.map((line) => hang('  ', inZone(line, timeZone), width()))];

const more = (count: number): string[] =>
  count === 0 ? [] : [`… and ${count} more, which the answer does not hold: sla explain says so of each customer`];

const sentence = ({ kind, subject, customer, note }: ReviewItem): string => {
  const about = [subject.replace(/^arn:.*:alarm:/, ''), ...(note === undefined ? [] : [note])].join(', ');
  return `${customer === undefined ? '' : `${customer}: `}${reviewText(kind)} (${about})`;
};
