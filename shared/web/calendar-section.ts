import { each, type Span } from '../domain/time/intervals.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { type Clock, clockOf, dateText, zoneText } from './page-clock.ts';
import { type DayRow, drawnMonth } from './drawn-month.ts';
import { countText, length, lengthText, rate } from './figures.ts';
import { type Html, html } from './html.ts';
import { inLegend, type LabelMark, labelName, swatch } from './label-marks.ts';
import { bar, line, outsideBars, type Scale, x } from './timeline-row.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STRIP = 14;

/** The month as a calendar of days, each a strip of its hours; and how long each label lasted, which is the whole month. */
export const calendar = (statement: Statement, monthName: string): Html => {
  const { timeZone } = statement.explanation;
  const clock = clockOf(timeZone, statement.month);
  const { days, grain } = drawnMonth(statement);
  const longest = Math.max(DAY, ...days.map(({ start, end }) => end - start));
  const coarse =
    grain === 0
      ? undefined
      : html`<p class="aside">
          There is too much to draw each stretch: a column is ${lengthText(grain)}, and shows what took up most of it.
        </p>`;
  return html`<section aria-labelledby="month" class="calendar">
    <h2 id="month">The month, hour by hour</h2>
    <p class="aside">Days as they are in ${zoneText(timeZone)}.</p>
    ${coarse}
    <table class="days">
      <caption class="hidden">
        ${monthName}, a row for each day: its hours as a strip, and what it earned
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="hidden">Day</span></th>
          <th scope="col"><span class="hidden">Hours of the day</span>${hours(longest)}</th>
          <th scope="col" class="earned"><span class="hidden">Credit</span></th>
        </tr>
      </thead>
      <tbody>
        ${days.map((day) => dayRow(statement, clock, day, longest))}
      </tbody>
    </table>
    ${legend(statement, days)}
  </section>`;
};

/** The hours over the strips. */
const hours = (longest: number): Html =>
  html`<svg class="hours" width="100%" height="16" aria-hidden="true">
    ${[0, 3, 6, 9, 12, 15, 18, 21, 24].map(
      (hour) =>
        html`<text
          x="${x({ start: 0, end: longest }, hour * HOUR)}"
          y="11"
          class="${hour % 6 === 0 ? 'hour' : 'hour odd'}"
          >${String(hour).padStart(2, '0')}</text
        >`,
    )}
  </svg>`;

/** Rows of days that look the same to every customer, by all that they are made of: written once, however many statements show them. */
const alike = new Map<string, Html>();

/** How many are kept: those of a month as some policies have them. */
const KEPT = 128;

const dayRow = (statement: Statement, clock: Clock, day: DayRow, longest: number): Html => {
  const what = sameAllDay(day);
  if (what === undefined) return writtenRow(statement, clock, day, longest);
  const key = `${statement.explanation.timeZone} ${day.date} ${longest} ${what}`;
  const row = alike.get(key) ?? writtenRow(statement, clock, day, longest);
  if (alike.size === KEPT) alike.clear();
  alike.set(key, row);
  return row;
};

/** What a day was from beginning to end, if it was only that and earned nothing. */
const sameAllDay = ({ runs: [run, ...more], outside, notices, credits, start, end }: DayRow): LabelMark | undefined => {
  if (more.length + outside.length + notices.length > 0 || credits !== undefined) return undefined;
  if (run === undefined) return 'up';
  return run.start === start && run.end === end ? run.mark : undefined;
};

const writtenRow = (statement: Statement, clock: Clock, day: DayRow, longest: number): Html => {
  const { date, weekday, start, end } = day;
  const name = dateText(date);
  return html`<tr class="${weekday === 1 ? 'monday' : ''}">
    <th scope="row">
      <time datetime="${date}">${Number(date.slice(-2))} <span>${name.slice(0, 3)}</span></time>
    </th>
    <td>
      ${start === end ? html`<span class="aside">This date was skipped here.</span>` : strip(clock, day, longest)}
    </td>
    <td class="earned">${earned(statement, day)}${noteOf(day)}</td>
  </tr>`;
};

const earned = ({ explanation: { credit } }: Statement, { credits }: DayRow): Html | undefined => {
  if (credits === undefined || credit.rule.kind !== 'per-period') return undefined;
  return credits === 0
    ? html`<span class="aside">0</span>`
    : html`<b title="${countText(credits, 'credit')}">${rate(credits * credit.rule.rateBps)}</b>`;
};

/** What is unlike other days: a day off, or a length that is not 24 hours. */
const noteOf = ({ runs, start, end, weekday }: DayRow): Html | undefined => {
  const all = end - start;
  if (all !== DAY && all > 0) return html` <span class="aside">${length(all)}</span>`;
  const whole = runs.find((run) => run.start === start && run.end === end);
  return whole?.mark === 'holiday' && weekday < 6 ? html` <span class="aside">holiday</span>` : undefined;
};

const strip = (clock: Clock, day: DayRow, longest: number): Html => {
  const scale: Scale = { start: day.start, end: day.start + longest };
  const bars = { height: STRIP };
  const between = ({ start, end }: Span): string =>
    `${clock.hour(start)} – ${end === day.end ? '24:00' : clock.hour(end)}`;
  return html`<svg class="strip" width="100%" height="20" role="img" aria-label="${spoken(day, between)}">
    ${bar(scale, { ...day, mark: 'up' }, bars)}
    ${day.runs.map((run) => bar(scale, run, bars, `${labelName(run.mark)}, ${between(run)}`))}
    ${outsideBars(scale, day.outside, bars, (span) => `${labelName('outside')}, ${between(span)}`)}
    ${day.ticks.map((tick) => line(scale, tick, bars))}
    ${day.change === undefined ? undefined : line(scale, day.change, { height: STRIP + 4 }, 'change')}
    ${day.notices.map((at) => html`<svg x="${x(scale, at)}" y="14.5" class="notice" aria-hidden="true"><path d="M0 0l2.6 3.5h-5.2z" /></svg>`)}
  </svg>`;
};

/** What a strip shows, in words. */
const spoken = ({ runs, outside, notices, change, start, end }: DayRow, between: (span: Span) => string): string => {
  const marks = [...new Set(runs.map(({ mark }) => mark))].map((mark) => {
    const own = runs.filter((run) => run.mark === mark);
    const name = labelName(mark).toLowerCase();
    if (own[0]?.start === start && own[0].end === end) return `${name} all day`;
    return own.length > 4 ? `${name} ${own.length} times` : `${name} ${own.map(between).join(', ')}`;
  });
  const rest = each(outside).map((span) => `down outside service time ${between(span)}`);
  const said = [
    ...(marks.length === 0 ? ['up all day'] : marks),
    ...(rest.length > 4 ? [`down outside service time ${rest.length} times`] : rest),
    ...(notices.length > 0 ? [`${countText(notices.length, 'notice')} received`] : []),
    ...(change === undefined ? [] : [`the clocks change; the day has ${lengthText(end - start)}`]),
  ].join('; ');
  return said.slice(0, 1).toUpperCase() + said.slice(1);
};

/** Each label with how long it lasted. Together they are the month, to the millisecond. */
const legend = ({ totalsMs, explanation }: Statement, days: readonly DayRow[]): Html => {
  const whole = Date.parse(explanation.end) - Date.parse(explanation.start);
  const more = [
    ...(days.some(({ outside }) => outside.length > 0)
      ? [html`<li>${swatch('outside')}${labelName('outside')}</li>`]
      : []),
    ...(days.some(({ notices }) => notices.length > 0)
      ? [
          html`<li>
            <svg class="swatch" width="18" height="12" aria-hidden="true">
              <svg x="9" y="4" class="notice"><path d="M0 0l3.5 6h-7z" /></svg></svg
            >Notice received
          </li>`,
        ]
      : []),
  ];
  return html`<ul class="legend">
      ${inLegend((label) => label in totalsMs).map(
        (label) => html`<li>${swatch(label)}${labelName(label)} ${length(totalsMs[label] ?? 0)}</li>`,
      )}
      ${more}
    </ul>
    <p class="aside">Together ${length(whole)}: the whole month.</p>`;
};
