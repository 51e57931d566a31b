import type { Instant } from '../domain/time/instant.ts';
import { type Interval, type Intervals, listIntervals } from '../domain/time/intervals.ts';
import type { DrawnInterval } from './drawn-month.ts';
import { type Html, html } from './html.ts';

/** The time `[start, end)` that a chart row covers from edge to edge. */
export type TimelineScale = Interval;

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

/** Returns the place of an instant on a row, in percent of its width. */
export const timelineX = ({ start, end }: TimelineScale, at: Instant): string => percent((at - start) / (end - start));

/** At least 0.35 % of a row, some two pixels, so that every interval is visible. */
const timelineWidth = ({ start, end }: TimelineScale, interval: Interval): string =>
  percent(Math.max((interval.end - interval.start) / (end - start), 0.0035));

/** The vertical extent of a bar, in pixels. */
type BarExtent = { readonly height: number; readonly y?: number };

/** Returns a bar for an interval; `title` is its tooltip. */
export const timelineBar = (
  scale: TimelineScale,
  interval: DrawnInterval,
  { height, y = 0 }: BarExtent,
  title?: string,
): Html => {
  const [x, width] = [timelineX(scale, interval.start), timelineWidth(scale, interval)];
  return html`<rect class="${interval.mark}" x="${x}" y="${y}" width="${width}" height="${height}"
    >${title === undefined ? undefined : html`<title>${title}</title>`}</rect
  >`;
};

/** Returns narrow bars for downtime outside service time, inside the bar that surrounds it. */
export const outsideBars = (
  scale: TimelineScale,
  outside: Intervals,
  { height, y = 0 }: BarExtent,
  title?: (interval: Interval) => string,
): Html[] =>
  listIntervals(outside).map((interval) =>
    timelineBar(scale, { ...interval, mark: 'outside' }, { height: height / 3, y: y + height / 3 }, title?.(interval)),
  );

/** Returns a vertical line at an instant. */
export const timelineLine = (
  scale: TimelineScale,
  at: Instant,
  { height, y = 0 }: BarExtent,
  className = 'tick',
): Html => {
  const x = timelineX(scale, at);
  return html`<line class="${className}" x1="${x}" x2="${x}" y1="${y}" y2="${y + height}" />`;
};
