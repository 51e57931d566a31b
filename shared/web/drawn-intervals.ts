import type { Span } from '../domain/time/intervals.ts';
import type { LabelMark } from './label-marks.ts';

/** A stretch as it is drawn. */
export type DrawnInterval = Span & { readonly mark: LabelMark };

/** The parts of runs inside a stretch. */
export const drawnIntervals = (within: Span, marks: readonly DrawnInterval[]): DrawnInterval[] =>
  marks.flatMap(({ start, end, mark }) =>
    start < within.end && end > within.start
      ? [{ start: Math.max(start, within.start), end: Math.min(end, within.end), mark }]
      : [],
  );

/** In columns of `grain`: each shows the mark that takes up most of it, if any does; equal neighbours are one run. */
export const coarserIntervals = (runs: readonly DrawnInterval[], within: Span, grain: number): DrawnInterval[] => {
  if (grain === 0) return [...runs];
  const columns: DrawnInterval[] = [];
  for (let start = within.start; start < within.end; start += grain) {
    const column = { start, end: Math.min(start + grain, within.end) };
    const share = new Map<LabelMark, number>();
    for (const { mark, ...run } of drawnIntervals(column, runs))
      share.set(mark, (share.get(mark) ?? 0) + run.end - run.start);
    const [most] = [...share].toSorted(([, a], [, b]) => b - a);
    if (most === undefined) continue;
    const last = columns.at(-1);
    if (last !== undefined && last.mark === most[0] && last.end === column.start)
      columns.splice(-1, 1, { ...last, end: column.end });
    else columns.push({ ...column, mark: most[0] });
  }
  return columns;
};
