import { causesPath, CONSOLE_PATH, monthPath, providerClaimsPath } from '../../../shared/config/console-paths.ts';
import { type Closing, coversWholeMonth } from '../../../shared/config/schedule.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { RunCompletion, Run } from '../../../shared/persistence/run-store.ts';
import { difference } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { consolePage, type Frame } from './console-frame.ts';

/** A month in the list, with its newest run: a close or a sweep. */
type MonthRow = {
  readonly month: string;
  /** When its close was complete; undefined if there is none or it is in progress. */
  readonly closedAt: Instant | undefined;
  readonly newest: Run | undefined;
  /** The totals of the newest run, once it is complete. */
  readonly result: RunCompletion | undefined;
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
      <section>
        <div class="wide" role="region" aria-label="Table of months" tabindex="0">
          <table class="ledger months">
            <thead>
              <tr>
                <th scope="col">Month</th>
                <th scope="col">Status</th>
                <th scope="col">Last run</th>
                <th scope="col" class="number">Assessed</th>
                <th scope="col" class="number">Changed</th>
                <th scope="col" class="number">Blocked</th>
                <th scope="col" class="number">Change in credits</th>
              </tr>
            </thead>
            <tbody>
              ${months.map((month) => monthRow(month, closing))}
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

const monthRow = (row: MonthRow, closing: Closing): Html => {
  const { month, newest, result } = row;
  const counts = result?.totals.counts ?? {};
  const changed = (counts['issued'] ?? 0) + (counts['adjusted'] ?? 0);
  const figure = (count: number): Html | string =>
    result === undefined ? '–' : html`<data value="${count}">${count}</data>`;
  return html`<tr>
    <th scope="row"><a href="${monthPath(month)}">${monthName(month)}</a></th>
    <td>${statusText(row, closing)}</td>
    <td>${newest === undefined ? '–' : runText(newest)}</td>
    <td class="number">${figure(counts['assessed'] ?? 0)}</td>
    <td class="number">${figure(changed)}</td>
    <td class="number">${figure(counts['blocked'] ?? 0)}</td>
    <td class="number">
      ${Object.entries(result?.totals.deltaMinor ?? {}).map(([currency, minor]) => html`<div>${difference(minor, currency)}</div>`)}
    </td>
  </tr>`;
};

const statusText = ({ month, newest, closedAt }: MonthRow, closing: Closing): Html | string => {
  if (newest === undefined || !coversWholeMonth(newest, closing)) return 'not closed';
  return closedAt === undefined
    ? 'close in progress'
    : html`closed ${clockOf(closing.timeZone, month).moment(closedAt)}`;
};

const runText = ({ sweep, reason, by }: Run): string =>
  sweep === true ? 'daily sweep' : by === 'schedule' ? 'scheduled' : (reason ?? 'requested');
