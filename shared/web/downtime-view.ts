import type { ExplainedDowntime } from '../domain/statement/explanation.ts';
import type { Label } from '../domain/month/baseline.ts';
import type { Span } from '../domain/time/intervals.ts';
import type { Statement } from '../domain/statement/statement.ts';

/** The label of a part of a downtime; `elsewhere`: the part is in another month. */
export type DowntimeCategory = Label | 'elsewhere';
type DowntimePart = Span & { readonly category: DowntimeCategory; readonly clause: number | null };

/** A downtime and its parts by category, without gap or overlap. */
export type DowntimeView = Span & {
  readonly downtime: ExplainedDowntime;
  readonly parts: readonly DowntimePart[];
  /** The first category of its parts in the order of PRECEDENCE. */
  readonly primary: DowntimeCategory;
  readonly msOf: (category: DowntimeCategory) => number;
};

/** Categories from the most to the least important. Gaps that the policy bridges are `up`. */
const PRECEDENCE: readonly DowntimeCategory[] = [
  'downtime',
  'pending',
  'forfeited',
  'unrecognized',
  'excused',
  'maintenance',
  'holiday',
  'weekend',
  'inactive',
  'elsewhere',
  'future',
  'up',
];

/** Returns each downtime that touches the month with its parts, in order of time. */
export const downtimeViews = ({ explanation }: Statement): DowntimeView[] => {
  const intervals = explanation.stretches.map(({ start, end, label, clause }) => ({
    start: Date.parse(start),
    end: Date.parse(end),
    category: label,
    clause,
  }));
  const month = { start: Date.parse(explanation.start), end: Date.parse(explanation.end) };
  return explanation.downtimes.map((downtime) => {
    const [start, end] = [Date.parse(downtime.start), Date.parse(downtime.end)];
    const within: DowntimePart[] = intervals
      .filter((interval) => interval.start < end && interval.end > start)
      .map((interval) => ({ ...interval, start: Math.max(interval.start, start), end: Math.min(interval.end, end) }));
    const around: DowntimePart[] = [
      { start, end: Math.min(end, month.start) },
      { start: Math.max(start, month.end), end },
    ].flatMap((span) => (span.start < span.end ? [{ ...span, category: 'elsewhere' as const, clause: 8 }] : []));
    const parts = [...within, ...around].toSorted((a, b) => a.start - b.start);
    const msOf = (category: DowntimeCategory): number =>
      parts.reduce((sum, part) => sum + (part.category === category ? part.end - part.start : 0), 0);
    const primary = PRECEDENCE.find((category) => msOf(category) > 0) ?? 'up';
    return { start, end, downtime, parts, primary, msOf };
  });
};

/** Returns the creditable periods inside a downtime, and by day the blocks in them. */
export const earningsByDay = ({ periods, explanation }: Statement, { start, end }: Span) => ({
  periods: periods
    .map((period) => ({ ...period, start: Date.parse(period.start), end: Date.parse(period.end) }))
    .filter((period) => period.start < end && period.end > start),
  days: explanation.credit.days.flatMap(({ date, parts, credits, earned }) => {
    const overlapping = parts.filter((part) => Date.parse(part.start) < end && Date.parse(part.end) > start);
    const blocks = overlapping.reduce((sum, part) => sum + part.blocks, 0);
    return blocks === 0 ? [] : [{ date, blocks, earned, credits }];
  }),
});
