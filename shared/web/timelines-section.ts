import { monthName } from '../lib/month-name.ts';
import type { Overview } from '../domain/statement/month-overview.ts';
import { addDays, addMonths, localDays } from '../domain/time/calendar.ts';
import { type Intervals, NO_INTERVALS } from '../domain/time/intervals.ts';
import { NO_EVENTS } from './availability-section.ts';
import { type Clock, clockOf, zoneText } from './page-clock.ts';
import { coarserIntervals, type DrawnInterval, outsideOf } from './drawn-month.ts';
import { lengthText } from './figures.ts';
import { type Html, html } from './html.ts';
import { type LabelMark, labelName, swatch } from './label-marks.ts';
import { type Names, providerName } from './display-names.ts';
import { outsideBars, timelineBar, timelineLine, timelineX } from './timeline-bar.ts';
import { DAY_MS, HOUR_MS } from '../lib/time-units.ts';

/** More intervals would take a month's page over 100 KB. */
const INTERVALS_MAX = 500;
const COLUMN_WIDTHS_MS = [0, HOUR_MS, 6 * HOUR_MS, DAY_MS];
const ROW_EXTENT = { height: 18 };
const LABEL_INTERVALS_MAX = 6;

type TimelineRow = {
  readonly name: string;
  readonly note: string;
  readonly intervals: readonly DrawnInterval[];
  readonly outside: Intervals;
};

/** Returns a chart with a row for each component and each provider, so that simultaneous downtime is aligned. */
export const timelinesSection = (overview: Overview, names: Names): Html => {
  const { month, timeZone, start, end } = overview;
  const clock = clockOf(timeZone, month);
  const rows = rowsOf(overview, names);
  const columnMs = COLUMN_WIDTHS_MS.find((width) => intervalCount(rows, overview, width) <= INTERVALS_MAX) ?? DAY_MS;
  const days = localDays(timeZone, `${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1));
  const marks: readonly LabelMark[] = [
    'up',
    'downtime',
    'excused',
    'outside',
    'maintenance',
    'weekend',
    'holiday',
    'off-hours',
    'future',
  ];
  const drawn = new Set<LabelMark>([
    'up',
    ...rows.flatMap(({ intervals, outside }) => [
      ...intervals.map(({ mark }) => mark),
      ...(outside.length > 0 ? ['outside' as const] : []),
    ]),
  ]);
  return html`<section aria-labelledby="timelines">
    <h2 id="timelines">Timeline by component</h2>
    <p class="aside">Days in ${zoneText(timeZone)}.</p>
    ${columnMs === 0 ? undefined : html`<p class="aside">A column covers ${lengthText(columnMs)} and shows the label that lasted longest in it.</p>`}
    <table class="lanes">
      <caption class="hidden">
        ${monthName(month)}: downtime of each component and each provider
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="hidden">Component or provider</span></th>
          <th scope="col">
            <span class="hidden">The month</span>
            <svg class="hours" width="100%" height="16" aria-hidden="true">
              ${days.map(
                (day, i) =>
                  html`<text
                    x="${timelineX({ start, end }, (day.start + day.end) / 2)}"
                    y="11"
                    class="${i % 3 === 0 ? 'hour day' : 'hour day odd'}"
                    >${Number(day.date.slice(-2))}</text
                  >`,
              )}
            </svg>
          </th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.name} <span>${row.note}</span></th>
              <td>${timelineRow(overview, row, columnMs, clock, days.map((day) => day.start).slice(1))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <ul class="legend">
      ${marks.filter((mark) => drawn.has(mark)).map((mark) => html`<li>${swatch(mark)}${ROW_LABELS[mark] ?? labelName(mark)}</li>`)}
    </ul>
  </section>`;
};

/** The chart ignores notices, so that all downtime has one label; a provider's outage is drawn as an excuse. */
const ROW_LABELS: Readonly<Partial<Record<LabelMark, string>>> = {
  downtime: 'Down',
  excused: 'Excused, or provider out',
};

/** Labels that are the same for all components, and are drawn for providers too. */
const DAYS_OFF: ReadonlySet<LabelMark> = new Set(['weekend', 'holiday', 'off-hours', 'future']);

const rowsOf = ({ components, providers }: Overview, names: Names): TimelineRow[] => {
  const daysOff = (components[0]?.statement.explanation.intervals ?? [])
    .map(({ start, end, label }) => ({ start: Date.parse(start), end: Date.parse(end), mark: label }))
    .filter(({ mark }) => DAYS_OFF.has(mark));
  return [
    ...components.map(({ id, statement, hasNoEvents }) => ({
      name: id,
      note: hasNoEvents ? NO_EVENTS : '',
      intervals: statement.explanation.intervals
        .map(({ start, end, label }) => ({ start: Date.parse(start), end: Date.parse(end), mark: label }))
        .filter(({ mark }) => mark !== 'up'),
      outside: outsideOf(statement),
    })),
    ...providers.map(({ provider, component, usedBy, outages }) => ({
      name: providerName(names, `${provider} ${component}`),
      note: `for ${usedBy.join(', ')}`,
      intervals: [...daysOff, ...outages.map((outage): DrawnInterval => ({ ...outage, mark: 'excused' }))],
      outside: NO_INTERVALS,
    })),
  ];
};

const intervalCount = (rows: readonly TimelineRow[], month: Overview, columnMs: number): number =>
  rows.reduce((sum, { intervals }) => sum + coarserIntervals(intervals, month, columnMs).length, 0);

const timelineRow = (
  month: Overview,
  { intervals, outside }: TimelineRow,
  columnMs: number,
  clock: Clock,
  midnights: readonly number[],
): Html => {
  const scale = { start: month.start, end: month.end };
  const drawn = coarserIntervals(intervals, month, columnMs);
  const down = drawn.filter(({ mark }) => mark === 'downtime' || mark === 'excused');
  const texts = down
    .slice(0, LABEL_INTERVALS_MAX)
    .map(
      ({ start, mark, end }) =>
        `${ROW_LABELS[mark] ?? ''} ${clock.day(start)} ${clock.hour(start)}, ${lengthText(end - start)}`,
    );
  const label =
    down.length === 0
      ? 'No downtime in service time'
      : [
          ...texts,
          ...(down.length > LABEL_INTERVALS_MAX ? [`and ${down.length - LABEL_INTERVALS_MAX} more`] : []),
        ].join('; ');
  return html`<svg class="lane" width="100%" height="${ROW_EXTENT.height}" role="img" aria-label="${label}">
    ${timelineBar(scale, { ...scale, mark: 'up' }, ROW_EXTENT)}
    ${drawn.map((interval) => timelineBar(scale, interval, ROW_EXTENT, `${ROW_LABELS[interval.mark] ?? labelName(interval.mark)}, ${clock.day(interval.start)} ${clock.hour(interval.start)}, ${lengthText(interval.end - interval.start)}`))}
    ${outside.length > 2 * INTERVALS_MAX ? undefined : outsideBars(scale, outside, ROW_EXTENT)}
    ${midnights.map((at) => timelineLine(scale, at, ROW_EXTENT))}
  </svg>`;
};
