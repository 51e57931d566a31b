import { type Interval, listIntervals } from '../domain/time/intervals.ts';
import type { Derivation, ExplainedBooking, ExplainedShare } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { type Clock, dateText, zoneText } from './page-clock.ts';
import { type DayRow, drawnMonth } from './drawn-month.ts';
import { countText, length, lengthText, rate } from './figures.ts';
import { type Html, html } from './html.ts';
import { sectionHeading, sectionLabel, type StatementView } from './statement-view.ts';
import { inLegend, type LabelMark, labelName, swatch } from './label-marks.ts';
import { outsideBars, timelineBar, timelineLine, type TimelineScale, timelineX } from './timeline-bar.ts';
import { DAY_MS, HOUR_MS } from '../lib/time-units.ts';

const ROW_HEIGHT = 14;

/** Returns a calendar with a row of hours for each day, and a legend with the length of each label. */
export const calendarSection = (view: StatementView, monthName: string): Html => {
  const { statement, clock, marksMax } = view;
  const { timeZone } = statement.explanation;
  const { days, columnMs } = drawnMonth(statement, marksMax);
  const longest = Math.max(DAY_MS, ...days.map(({ start, end }) => end - start));
  const coarse =
    columnMs === 0
      ? undefined
      : html`<p class="aside">
          There are too many intervals to draw each: a column covers ${lengthText(columnMs)} and shows the label that
          lasted longest in it.
        </p>`;
  return html`<section aria-labelledby="${sectionLabel(view, 'month')}" class="calendar">
    ${sectionHeading(view, 'month', 'The month, hour by hour')}
    <p class="aside">Days and times in ${zoneText(timeZone)}.</p>
    ${coarse}
    <table class="days">
      <caption class="hidden">
        ${monthName}: a row for each day with its hours and its credit
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="hidden">Day</span></th>
          <th scope="col"><span class="hidden">Hours of the day</span>${hourScale(longest)}</th>
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

const hourScale = (longest: number): Html =>
  html`<svg class="hours" width="100%" height="16" aria-hidden="true">
    ${[0, 3, 6, 9, 12, 15, 18, 21, 24].map(
      (hour) =>
        html`<text
          x="${timelineX({ start: 0, end: longest }, hour * HOUR_MS)}"
          y="11"
          class="${hour % 6 === 0 ? 'hour' : 'hour odd'}"
          >${String(hour).padStart(2, '0')}</text
        >`,
    )}
  </svg>`;

/** Rows of days with one label and no credit, which many statements of a close share. */
const sharedRows = new Map<string, Html>();

/** Enough for one month under several policies. */
const SHARED_ROWS_MAX = 128;

const dayRow = (statement: Statement, clock: Clock, day: DayRow, longest: number): Html => {
  const mark = onlyMark(day);
  if (mark === undefined) return renderedRow(statement, clock, day, longest);
  const key = `${statement.explanation.timeZone} ${day.date} ${longest} ${mark}`;
  const row = sharedRows.get(key) ?? renderedRow(statement, clock, day, longest);
  if (sharedRows.size === SHARED_ROWS_MAX) sharedRows.clear();
  sharedRows.set(key, row);
  return row;
};

/** The mark of a day that has one mark only and no credit. */
const onlyMark = ({
  intervals: [interval, ...more],
  outside,
  notices,
  booking,
  start,
  end,
}: DayRow): LabelMark | undefined => {
  if (more.length + outside.length + notices.length > 0 || booking !== undefined) return undefined;
  if (interval === undefined) return 'up';
  return interval.start === start && interval.end === end ? interval.mark : undefined;
};

const renderedRow = (statement: Statement, clock: Clock, day: DayRow, longest: number): Html => {
  const { date, weekday, start, end } = day;
  const name = dateText(date);
  return html`<tr class="${weekday === 1 ? 'monday' : ''}">
    <th scope="row">
      <time datetime="${date}">${Number(date.slice(-2))} <span>${name.slice(0, 3)}</span></time>
    </th>
    <td>
      ${start === end ? html`<span class="aside">This date does not exist in this time zone.</span>` : hoursChart(clock, day, longest)}
    </td>
    <td class="earned">${earned(statement, day)}${noteOf(day)}</td>
  </tr>`;
};

const earned = ({ explanation: { credit } }: Statement, { booking }: DayRow): Html | undefined => {
  if (booking === undefined) return undefined;
  const { credits } = booking;
  return credits === 0
    ? html`<span class="aside">0</span>`
    : html`<b title="${countText(credits, 'credit')}">${sharesText(bookedShares(credit, booking))}</b>`;
};

/** The shares of the fees that are booked on a day. */
const bookedShares = ({ rule }: Derivation, { earnings, credits }: ExplainedBooking): ExplainedShare[] => {
  if (rule.kind === 'proportional') return [];
  if (rule.kind !== 'tiers') return Array.from({ length: credits }, () => rule.amount);
  return earnings.flatMap(({ tier }) => (tier === undefined ? [] : (rule.tiers[tier]?.amount ?? [])));
};

/** Returns the sum of shares: in per cent, or in days of fees. */
const sharesText = (shares: readonly ExplainedShare[]): Html => {
  const bps = shares.reduce((sum, share) => sum + (share.bps ?? 0), 0);
  const days = shares.reduce((sum, share) => sum + (share.serviceFeeDays ?? 0), 0);
  return html`${bps === 0 ? undefined : rate(bps)}${bps > 0 && days > 0 ? ' + ' : ''}${days === 0 ? undefined : countText(days, 'day')}`;
};

/** A note for a holiday, and for a day that is not 24 hours long. */
const noteOf = ({ intervals, start, end, weekday }: DayRow): Html | undefined => {
  const dayMs = end - start;
  if (dayMs !== DAY_MS && dayMs > 0) return html` <span class="aside">${length(dayMs)}</span>`;
  const wholeDay = intervals.find((interval) => interval.start === start && interval.end === end);
  return wholeDay?.mark === 'holiday' && weekday < 6 ? html` <span class="aside">holiday</span>` : undefined;
};

const hoursChart = (clock: Clock, day: DayRow, longest: number): Html => {
  const scale: TimelineScale = { start: day.start, end: day.start + longest };
  const extent = { height: ROW_HEIGHT };
  const timesOf = ({ start, end }: Interval): string =>
    `${clock.hour(start)} – ${end === day.end ? '24:00' : clock.hour(end)}`;
  return html`<svg class="strip" width="100%" height="20" role="img" aria-label="${chartText(day, timesOf)}">
    ${timelineBar(scale, { ...day, mark: 'up' }, extent)}
    ${day.intervals.map((interval) => timelineBar(scale, interval, extent, `${labelName(interval.mark)}, ${timesOf(interval)}`))}
    ${outsideBars(scale, day.outside, extent, (interval) => `${labelName('outside')}, ${timesOf(interval)}`)}
    ${day.ticks.map((tick) => timelineLine(scale, tick, extent))}
    ${day.change === undefined ? undefined : timelineLine(scale, day.change, { height: ROW_HEIGHT + 4 }, 'change')}
    ${day.notices.map((at) => html`<svg x="${timelineX(scale, at)}" y="14.5" class="notice" aria-hidden="true"><path d="M0 0l2.6 3.5h-5.2z" /></svg>`)}
  </svg>`;
};

/** The text of a day's chart for screen readers. */
const chartText = (
  { intervals, outside, notices, change, start, end }: DayRow,
  timesOf: (interval: Interval) => string,
): string => {
  const marks = [...new Set(intervals.map(({ mark }) => mark))].map((mark) => {
    const marked = intervals.filter((interval) => interval.mark === mark);
    const name = labelName(mark).toLowerCase();
    if (marked[0]?.start === start && marked[0].end === end) return `${name} all day`;
    return marked.length > 4 ? `${name} ${marked.length} times` : `${name} ${marked.map(timesOf).join(', ')}`;
  });
  const rest = listIntervals(outside).map((interval) => `down outside service time ${timesOf(interval)}`);
  const text = [
    ...(marks.length === 0 ? ['up all day'] : marks),
    ...(rest.length > 4 ? [`down outside service time ${rest.length} times`] : rest),
    ...(notices.length > 0 ? [`${countText(notices.length, 'notice')} received`] : []),
    ...(change === undefined ? [] : [`clock change: the day has ${lengthText(end - start)}`]),
  ].join('; ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};

/** The legend with the length of each label. Their sum is the whole month, to the millisecond. */
const legend = ({ totalsMs, explanation }: Statement, days: readonly DayRow[]): Html => {
  const monthMs = Date.parse(explanation.end) - Date.parse(explanation.start);
  const otherMarks = [
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
      ${otherMarks}
    </ul>
    <p class="aside">Total ${length(monthMs)}: the whole month.</p>`;
};
