import { monthName } from '../lib/month-name.ts';
import type { Overview } from '../domain/statement/month-overview.ts';
import { addDays, addMonths, localDays } from '../domain/time/calendar.ts';
import { normalise, type Spans } from '../domain/time/intervals.ts';
import { NO_EVENTS } from './availability-section.ts';
import { type Clock, clockOf, zoneText } from './page-clock.ts';
import { outsideOf } from './drawn-month.ts';
import { countText, lengthText } from './figures.ts';
import { type Html, html } from './html.ts';
import { type LabelMark, labelName, swatch } from './label-marks.ts';
import { type Names, providerName } from './display-names.ts';
import { coarserIntervals, type DrawnInterval } from './drawn-intervals.ts';
import { bar, line, outsideBars, x } from './timeline-row.ts';

const HOUR = 3_600_000;
const MOST = 500;
const GRAINS = [0, HOUR, 6 * HOUR, 24 * HOUR];
const STRIP = { height: 18 };

type Row = {
  readonly name: string;
  readonly note: string;
  readonly runs: readonly DrawnInterval[];
  readonly outside: Spans;
};

/** When each component and each provider was down, under each other: what went down together stands in one line. */
export const timelines = (overview: Overview, names: Names): Html => {
  const { month, timeZone, start, end } = overview;
  const clock = clockOf(timeZone, month);
  const rows = rowsOf(overview, names);
  const grain = GRAINS.find((grain) => sizeOf(rows, overview, grain) <= MOST) ?? 24 * HOUR;
  const days = localDays(timeZone, `${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1));
  const marks: readonly LabelMark[] = [
    'up',
    'downtime',
    'excused',
    'outside',
    'maintenance',
    'weekend',
    'holiday',
    'future',
  ];
  const drawn = new Set<LabelMark>([
    'up',
    ...rows.flatMap(({ runs, outside }) => [
      ...runs.map(({ mark }) => mark),
      ...(outside.length > 0 ? ['outside' as const] : []),
    ]),
  ]);
  return html`<section aria-labelledby="timelines">
    <h2 id="timelines">Everything, under each other</h2>
    <p class="aside">Days as they are in ${zoneText(timeZone)}.</p>
    ${grain === 0 ? undefined : html`<p class="aside">A column is ${lengthText(grain)}, and shows what took up most of it.</p>`}
    <table class="lanes">
      <caption class="hidden">
        ${monthName(month)}: when each component and each provider was down
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
                    x="${x({ start, end }, (day.start + day.end) / 2)}"
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
              <td>${lane(overview, row, grain, clock, days.map((day) => day.start).slice(1))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <ul class="legend">
      ${marks.filter((mark) => drawn.has(mark)).map((mark) => html`<li>${swatch(mark)}${LANE_NAMES[mark] ?? labelName(mark)}</li>`)}
    </ul>
  </section>`;
};

/** Here nobody has written anything: downtime is what it is, and a provider is out by its own word. */
const LANE_NAMES: Readonly<Partial<Record<LabelMark, string>>> = {
  downtime: 'Down',
  excused: 'Excused; a provider: out',
};

const rowsOf = ({ components, providers }: Overview, names: Names): Row[] => {
  const around = (components[0]?.statement.explanation.stretches ?? [])
    .map(({ start, end, label }) => ({ start: Date.parse(start), end: Date.parse(end), mark: label }))
    .filter(({ mark }) => mark === 'weekend' || mark === 'holiday' || mark === 'future');
  return [
    ...components.map(({ id, statement, isUnheard }) => ({
      name: id,
      note: isUnheard ? NO_EVENTS : '',
      runs: statement.explanation.stretches
        .map(({ start, end, label }) => ({ start: Date.parse(start), end: Date.parse(end), mark: label }))
        .filter(({ mark }) => mark !== 'up'),
      outside: outsideOf(statement),
    })),
    ...providers.map(({ provider, component, usedBy, outages }) => ({
      name: providerName(names, `${provider} ${component}`),
      note: `for ${usedBy.join(', ')}`,
      runs: [...around, ...outages.map((outage): DrawnInterval => ({ ...outage, mark: 'excused' }))],
      outside: normalise([]),
    })),
  ];
};

const sizeOf = (rows: readonly Row[], month: Overview, grain: number): number =>
  rows.reduce((sum, { runs }) => sum + coarserIntervals(runs, month, grain).length, 0);

const lane = (
  month: Overview,
  { runs, outside }: Row,
  grain: number,
  clock: Clock,
  midnights: readonly number[],
): Html => {
  const scale = { start: month.start, end: month.end };
  const drawn = coarserIntervals(runs, month, grain);
  const down = drawn.filter(({ mark }) => mark === 'downtime' || mark === 'excused');
  const said = down
    .slice(0, 6)
    .map(
      ({ start, mark, end }) =>
        `${LANE_NAMES[mark] ?? ''} ${clock.day(start)} ${clock.hour(start)}, ${lengthText(end - start)}`,
    );
  const label =
    down.length === 0
      ? 'Never down in service time'
      : [...said, ...(down.length > 6 ? [`and ${countText(down.length - 6, 'more', 'more')}`] : [])].join('; ');
  return html`<svg class="lane" width="100%" height="${STRIP.height}" role="img" aria-label="${label}">
    ${bar(scale, { ...scale, mark: 'up' }, STRIP)}
    ${drawn.map((run) => bar(scale, run, STRIP, `${LANE_NAMES[run.mark] ?? labelName(run.mark)}, ${clock.day(run.start)} ${clock.hour(run.start)}, ${lengthText(run.end - run.start)}`))}
    ${outside.length > 2 * MOST ? undefined : outsideBars(scale, outside, STRIP)}
    ${midnights.map((at) => line(scale, at, STRIP))}
  </svg>`;
};
