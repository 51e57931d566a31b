import { runsPath } from '../../../shared/config/console-paths.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { Run, RunCompletion } from '../../../shared/persistence/run-store.ts';
import { difference } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';

/** A run with its id and its totals; no totals while it is in progress. */
type ListedRun = { readonly id: string; readonly run: Run; readonly completion: RunCompletion | undefined };

export type RunsPage = {
  readonly month: string;
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** Whether there are earlier ones. */
  readonly more: boolean;
  readonly timeZone: string;
};

/** Returns the closes and sweeps of a month with the person who ordered each, the reason and the result. */
export const runsPage = ({ month, runs, more, timeZone }: RunsPage, frame: Frame): string => {
  const clock = clockOf(timeZone);
  const last = runs.at(-1);
  const body = html`<header>
      <div class="top">
        <p class="overline">Closes and daily sweeps</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Runs <span>${monthName(month)}</span></h1>
    </header>
    <main>
      ${
        runs.length === 0
          ? html`<p class="lead">${monthName(month)} has no run. The schedule closes it, or you do on its page.</p>`
          : html`<div class="wide" role="region" aria-label="Table of runs" tabindex="0">
              <table class="ledger">
                <thead>
                  <tr>
                    <th scope="col">Evidence up to</th>
                    <th scope="col">Kind</th>
                    <th scope="col">Reason</th>
                    <th scope="col">Ordered by</th>
                    <th scope="col" class="number">Changed</th>
                    <th scope="col" class="number">Blocked</th>
                    <th scope="col" class="number">Difference</th>
                  </tr>
                </thead>
                <tbody>
                  ${runs.map((run) => runRow(run, clock, frame))}
                </tbody>
              </table>
            </div>`
      }
      ${
        more && last !== undefined
          ? html`<p class="aside"><a href="${runsPath(month, formatInstant(last.run.asOf))}">Earlier runs</a></p>`
          : undefined
      }
    </main>`;
  return consolePage(`Runs, ${monthName(month)}`, body, frame);
};

const runRow = ({ id, run, completion }: ListedRun, clock: Clock, frame: Frame): Html => {
  const counts = completion?.totals.counts ?? {};
  const figure = (count: number): Html | string =>
    completion === undefined ? '–' : html`<data value="${count}">${count}</data>`;
  return html`<tr>
    <th scope="row"><span title="${id}">${clock.moment(run.asOf)}</span></th>
    <td>${run.sweep === true ? 'sweep' : 'close'}${run.policies === 'current' ? ', current policies' : ''}</td>
    <td>${run.reason ?? '–'}</td>
    <td>${personText(frame, run.by, { at: run.asOf, isShort: true })}</td>
    <td class="number">${figure((counts['issued'] ?? 0) + (counts['adjusted'] ?? 0))}</td>
    <td class="number">${figure(counts['blocked'] ?? 0)}</td>
    <td class="number">
      ${
        completion === undefined
          ? 'in progress'
          : Object.entries(completion.totals.deltaMinor).map(
              ([currency, minor]) => html`<div>${difference(minor, currency)}</div>`,
            )
      }
    </td>
  </tr>`;
};
