import type { ExplainedDowntime } from '../domain/statement/explanation.ts';
import type { Label } from '../domain/month/baseline.ts';
import type { Span } from '../domain/time/intervals.ts';
import type { Statement } from '../domain/statement/statement.ts';

/** What became of a part of a downtime; `elsewhere`: it lies in another month. */
export type DowntimeCategory = Label | 'elsewhere';
type Part = Span & { readonly fate: DowntimeCategory; readonly clause: number | null };

/** A whole downtime, divided without gap or overlap into what became of it. */
export type DowntimeView = Span & {
  readonly downtime: ExplainedDowntime;
  readonly parts: readonly Part[];
  /** What it is listed as: the weightiest of its fates. */
  readonly chief: DowntimeCategory;
  readonly msOf: (fate: DowntimeCategory) => number;
};

/** The weightiest first. `up` is there for gaps that the policy bridges where nothing else fits; it is never the chief fate of more. */
const WEIGHT: readonly DowntimeCategory[] = [
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

/** What became of each downtime that touches the month, in order of time. */
export const downtimeViews = ({ explanation }: Statement): DowntimeView[] => {
  const stretches = explanation.stretches.map(({ start, end, label, clause }) => ({
    start: Date.parse(start),
    end: Date.parse(end),
    fate: label,
    clause,
  }));
  const month = { start: Date.parse(explanation.start), end: Date.parse(explanation.end) };
  return explanation.downtimes.map((downtime) => {
    const [start, end] = [Date.parse(downtime.start), Date.parse(downtime.end)];
    const within: Part[] = stretches
      .filter((stretch) => stretch.start < end && stretch.end > start)
      .map((stretch) => ({ ...stretch, start: Math.max(stretch.start, start), end: Math.min(stretch.end, end) }));
    const around: Part[] = [
      { start, end: Math.min(end, month.start) },
      { start: Math.max(start, month.end), end },
    ].flatMap((span) => (span.start < span.end ? [{ ...span, fate: 'elsewhere' as const, clause: 8 }] : []));
    const parts = [...within, ...around].toSorted((a, b) => a.start - b.start);
    const msOf = (fate: DowntimeCategory): number =>
      parts.reduce((sum, part) => sum + (part.fate === fate ? part.end - part.start : 0), 0);
    const chief = WEIGHT.find((fate) => msOf(fate) > 0) ?? 'up';
    return { start, end, downtime, parts, chief, msOf };
  });
};

/** The creditable periods inside a downtime, and the credits' blocks that they hold, by day. */
export const earningsByDay = ({ periods, explanation }: Statement, { start, end }: Span) => ({
  periods: periods
    .map((period) => ({ ...period, start: Date.parse(period.start), end: Date.parse(period.end) }))
    .filter((period) => period.start < end && period.end > start),
  days: explanation.credit.days.flatMap(({ date, parts, credits, earned }) => {
    const own = parts.filter((part) => Date.parse(part.start) < end && Date.parse(part.end) > start);
    const blocks = own.reduce((sum, part) => sum + part.blocks, 0);
    return blocks === 0 ? [] : [{ date, blocks, earned, credits }];
  }),
});
