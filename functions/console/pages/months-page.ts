import {
  amountsPath,
  causesPath,
  CONSOLE_PATH,
  monthPath,
  providerClaimsPath,
  recordPath,
  runsPath,
} from '../../../shared/config/console-paths.ts';
import { type Closing, coversWholeMonth } from '../../../shared/config/schedule.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { RunCompletion, Run } from '../../../shared/persistence/run-store.ts';
import { difference, money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';

/** A month in the list, with its newest run: a close or a sweep. */
type MonthRow = {
  readonly month: string;
  /** When its close was complete; undefined if there is none or it is in progress. */
  readonly closedAt: Instant | undefined;
  readonly newest: Run | undefined;
  /** The totals of the newest run, once it is complete. */
  readonly result: RunCompletion | undefined;
  /** The recorded credits in minor units, by currency. */
  readonly totalMinor: Readonly<Record<string, number>>;
};

export type MonthsPage = {
  readonly months: readonly MonthRow[];
  /** The first month of the next page. */
  readonly older: string;
  readonly closing: Closing;
};

/** Returns the list of months, the latest first. */
export const monthsPage = ({ months, older, closing }: MonthsPage, frame: Frame): string => {
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>Months</h1>
    </header>
    <main>
      ${
        months.every(({ newest }) => newest === undefined)
          ? html`<p class="lead">
              No month of this list is closed. <a href="${recordPath('customer')}">Add a customer</a>, then look at the
              amounts of the current month. The schedule closes it after its end.
            </p>`
          : undefined
      }
      <section>
        <div class="wide" role="region" aria-label="Table of months" tabindex="0">
          <table class="ledger months">
            <thead>
              <tr>
                <th scope="col">Month</th>
                <th scope="col">Status</th>
                <th scope="col" class="number">Credits</th>
                <th scope="col">Last run</th>
                <th scope="col" class="number">Changed</th>
                <th scope="col" class="number">Blocked</th>
                <th scope="col" class="number">Last difference</th>
              </tr>
            </thead>
            <tbody>
              ${months.map((month) => monthRow(month, closing, frame))}
            </tbody>
          </table>
        </div>
        <p class="aside">
          <a href="${causesPath()}">Causes of the credits</a> ·
          <a href="${providerClaimsPath()}">Claims against providers</a>
        </p>
        <p class="aside"><a href="${CONSOLE_PATH}?before=${older}">Months before ${monthName(older)}</a></p>
      </section>
    </main>`;
  return consolePage('Months', body, frame);
};

const monthRow = (row: MonthRow, closing: Closing, frame: Frame): Html => {
  const { month, newest, result } = row;
  const counts = result?.totals.counts ?? {};
  const changed = (counts['issued'] ?? 0) + (counts['adjusted'] ?? 0);
  const figure = (count: number): Html | string =>
    result === undefined ? '–' : html`<data value="${count}">${count}</data>`;
  return html`<tr>
    <th scope="row"><a href="${monthPath(month)}">${monthName(month)}</a></th>
    <td>${statusText(row, closing)}</td>
    <td class="number">
      ${Object.entries(row.totalMinor).map(([currency, minor]) => html`<div>${money(minor, currency)}</div>`)}
    </td>
    <td>
      ${newest === undefined ? '–' : html`<a href="${runsPath(month)}">${runText(newest)}</a>${orderedBy(newest, frame)}`}
    </td>
    <td class="number">${listLink(figure(changed), changed, month, 'credited')}</td>
    <td class="number">${listLink(figure(counts['blocked'] ?? 0), counts['blocked'] ?? 0, month, 'blocked')}</td>
    <td class="number">
      ${Object.entries(result?.totals.deltaMinor ?? {}).map(([currency, minor]) => html`<div>${difference(minor, currency)}</div>`)}
    </td>
  </tr>`;
};

const listLink = (text: Html | string, count: number, month: string, show: string): Html | string =>
  count === 0 ? text : html`<a href="${amountsPath(month, { show })}">${text}</a>`;

/** The person who ordered a run; the schedule orders the others. */
const orderedBy = ({ by, sweep, asOf }: Run, frame: Frame): Html | undefined =>
  sweep === true || by === 'schedule'
    ? undefined
    : html` <span class="aside">${personText(frame, by, { at: asOf, isShort: true })}</span>`;

const statusText = ({ newest, closedAt }: MonthRow, closing: Closing): Html | string => {
  if (newest === undefined || !coversWholeMonth(newest, closing)) return 'not closed';
  return closedAt === undefined ? 'close in progress' : html`closed ${clockOf(closing.timeZone).moment(closedAt)}`;
};

const runText = ({ sweep, reason, by }: Run): string =>
  sweep === true ? 'daily sweep' : by === 'schedule' ? 'scheduled' : (reason ?? 'requested');
