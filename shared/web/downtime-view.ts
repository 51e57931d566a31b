import type { Label } from '../domain/month/label.ts';
import type { ExplainedBooking, ExplainedOutage } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { Interval } from '../domain/time/intervals.ts';

/** The label of a part of a downtime; `elsewhere`: the part is in another month. */
export type DowntimeCategory = Label | 'elsewhere';
type DowntimePart = Interval & { readonly category: DowntimeCategory };

/** A downtime and its parts by category, without gap or overlap. */
export type DowntimeView = Interval & {
  readonly outage: ExplainedOutage;
  readonly parts: readonly DowntimePart[];
  /** The first category of its parts in the order of PRECEDENCE. */
  readonly primary: DowntimeCategory;
  readonly msOf: (category: DowntimeCategory) => number;
};

/** Categories from the most to the least important. Gaps that the policy joins are `up`. */
const PRECEDENCE: readonly DowntimeCategory[] = [
  'downtime',
  'pending',
  'forfeited',
  'unrecognized',
  'excused',
  'maintenance',
  'holiday',
  'weekend',
  'off-hours',
  'inactive',
  'elsewhere',
  'future',
  'up',
];

/** Returns each downtime that overlaps the month with its parts, in order of time. */
export const downtimeViews = ({ explanation }: Statement): DowntimeView[] => {
  const labelled = explanation.intervals.map(({ start, end, label }) => ({
    start: Date.parse(start),
    end: Date.parse(end),
    category: label,
  }));
  const month = { start: Date.parse(explanation.start), end: Date.parse(explanation.end) };
  return explanation.outages.map((outage) => {
    const [start, end] = [Date.parse(outage.start), Date.parse(outage.end)];
    const within: DowntimePart[] = labelled
      .filter((interval) => interval.start < end && interval.end > start)
      .map((interval) => ({ ...interval, start: Math.max(interval.start, start), end: Math.min(interval.end, end) }));
    const around: DowntimePart[] = [
      { start, end: Math.min(end, month.start) },
      { start: Math.max(start, month.end), end },
    ].flatMap((interval) => (interval.start < interval.end ? [{ ...interval, category: 'elsewhere' as const }] : []));
    const parts = [...within, ...around].toSorted((a, b) => a.start - b.start);
    const msOf = (category: DowntimeCategory): number =>
      parts.reduce((sum, part) => sum + (part.category === category ? part.end - part.start : 0), 0);
    const primary = PRECEDENCE.find((category) => msOf(category) > 0) ?? 'up';
    return { start, end, outage, parts, primary, msOf };
  });
};

type Earning = ExplainedBooking['earnings'][number];

/** The credits booked on a day, and the earnings of one downtime among them. */
export type DowntimeBooking = {
  readonly booking: ExplainedBooking;
  readonly earnings: readonly Earning[];
  readonly blocks: number;
  readonly earned: number;
};

/** Returns the creditable periods inside a downtime, and the bookings that it earns in. */
export const bookingsWithin = ({ periods, explanation }: Statement, { start, end }: Interval) => {
  const isInside = (one: { readonly start: string; readonly end: string }): boolean =>
    Date.parse(one.start) < end && Date.parse(one.end) > start;
  return {
    periods: periods.filter(isInside),
    bookings: explanation.credit.bookings.flatMap((booking): DowntimeBooking[] => {
      const earnings = booking.earnings.filter(({ parts }) => parts.some(isInside));
      const blocks = earnings.reduce((sum, one) => sum + one.blocks, 0);
      const earned = earnings.reduce((sum, one) => sum + one.earned, 0);
      return earned === 0 ? [] : [{ booking, earnings, blocks, earned }];
    }),
  };
};
