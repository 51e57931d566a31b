import { monthName } from '../../../shared/lib/month-name.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { difference } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { type Closing, coversWholeMonth } from '../../../shared/config/schedule.ts';
import type { RunCompletion, Run } from '../../../shared/persistence/run-store.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { CONSOLE_PATH, monthPath } from '../../../shared/config/console-paths.ts';

/** A month of the index: its newest run, which may be a sweep since the closing. */
type MonthRow = {
  readonly month: string;
  /** When its closing was over; undefined if it was not closed, or is being closed. */
  readonly closedAt: Instant | undefined;
  readonly newest: Run | undefined;
  /** What that run came to. */
  readonly came: RunCompletion | undefined;
};

export type MonthsPage = {
  readonly months: readonly MonthRow[];
  readonly older: string;
  readonly closing: Closing;
};

/** All months, the latest first; `older`: the month before the last of them. */
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
                <th scope="col">State</th>
                <th scope="col">Last run</th>
                <th scope="col" class="number">Assessed</th>
                <th scope="col" class="number">Changed</th>
                <th scope="col" class="number">Blocked</th>
                <th scope="col" class="number">By how much</th>
              </tr>
            </thead>
            <tbody>
              ${months.map((month) => row(month, closing))}
            </tbody>
          </table>
        </div>
        <p class="aside"><a href="${CONSOLE_PATH}?before=${older}">Months before ${monthName(older)}</a></p>
      </section>
    </main>`;
  return consolePage('Months', body, frame);
};

const row = ({ month, closedAt, newest, came }: MonthRow, closing: Closing): Html => {
  const counts = came?.totals.counts ?? {};
  const changed = (counts['issued'] ?? 0) + (counts['adjusted'] ?? 0);
  const figure = (count: number): Html | string =>
    came === undefined ? '–' : html`<data value="${count}">${count}</data>`;
  return html`<tr>
    <th scope="row"><a href="${monthPath(month)}">${monthName(month)}</a></th>
    <td>${state(month, closing, closedAt, newest)}</td>
    <td>${newest === undefined ? '–' : ranBy(newest)}</td>
    <td class="number">${figure(counts['assessed'] ?? 0)}</td>
    <td class="number">${figure(changed)}</td>
    <td class="number">${figure(counts['blocked'] ?? 0)}</td>
    <td class="number">
      ${Object.entries(came?.totals.deltaMinor ?? {}).map(([currency, minor]) => html`<div>${difference(minor, currency)}</div>`)}
    </td>
  </tr>`;
};

const state = (
  month: string,
  closing: Closing,
  closedAt: Instant | undefined,
  newest: Run | undefined,
): Html | string => {
  if (newest === undefined || !coversWholeMonth(newest, closing)) return 'not closed';
  return closedAt === undefined ? 'being closed' : html`closed ${clockOf(closing.timeZone, month).moment(closedAt)}`;
};

const ranBy = ({ sweep, reason, by }: Run): string =>
  sweep === true ? 'daily sweep' : by === 'schedule' ? 'as scheduled' : (reason ?? 'ordered');
