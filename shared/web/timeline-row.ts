import type { Instant } from '../domain/time/instant.ts';
import { each, type Span, type Spans } from '../domain/time/intervals.ts';
import type { DrawnInterval } from './drawn-intervals.ts';
import { type Html, html } from './html.ts';

/** The part of time that a strip is as wide as, `[start, end)`; what is drawn on it lies where it lies in that. */
export type Scale = Span;

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

export const x = ({ start, end }: Scale, at: Instant): string => percent((at - start) / (end - start));

/** Anything that happened can be seen: at least 0.35 % of a strip, two pixels or so. */
const width = ({ start, end }: Scale, span: Span): string =>
  percent(Math.max((span.end - span.start) / (end - start), 0.0035));

export type TimelineBars = { readonly height: number; readonly y?: number };

/** A run as a bar, with what it says of itself to a pointer. */
export const bar = (scale: Scale, run: DrawnInterval, { height, y = 0 }: TimelineBars, title?: string): Html =>
  html`<rect class="${run.mark}" x="${x(scale, run.start)}" y="${y}" width="${width(scale, run)}" height="${height}"
    >${title === undefined ? undefined : html`<title>${title}</title>`}</rect
  >`;

/** Downtime that counts nowhere: a narrow bar within what surrounds it. */
export const outsideBars = (
  scale: Scale,
  outside: Spans,
  { height, y = 0 }: TimelineBars,
  title?: (span: Span) => string,
): Html[] =>
  each(outside).map((span) =>
    bar(scale, { ...span, mark: 'outside' }, { height: height / 3, y: y + height / 3 }, title?.(span)),
  );

export const line = (scale: Scale, at: Instant, { height, y = 0 }: TimelineBars, name = 'tick'): Html =>
  html`<line class="${name}" x1="${x(scale, at)}" x2="${x(scale, at)}" y1="${y}" y2="${y + height}" />`;
