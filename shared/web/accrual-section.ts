import type { CostRise, DowntimeBudget } from '../domain/month/next-cost-rise.ts';
import type { Instant } from '../domain/time/instant.ts';
import { length, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import type { clockOf } from './page-clock.ts';

/** The credits of a month so far by currency, in minor units, and what may come. */
export type ShownAccrual = {
  readonly asOf: Instant;
  readonly totals: readonly {
    readonly currency: string;
    readonly issued: number;
    readonly due: number;
    readonly claimable: number;
    readonly atMost: number;
  }[];
  /** The latest instant at which an outage can still be claimed; undefined if none can, or without a deadline. */
  readonly deadline: Instant | undefined;
  readonly budgets: readonly DowntimeBudget[];
  readonly rise: CostRise | undefined;
};

/** Returns the card of a month's accrual, with each component's remaining downtime budget. */
export const accrualSection = (
  { asOf, totals, deadline, budgets, rise }: ShownAccrual,
  clock: ReturnType<typeof clockOf>,
): Html =>
  html`<section>
    <h2>Accrual</h2>
    <p class="soft">
      As of
      ${clock.moment(asOf)}.${deadline === undefined ? '' : html` Outages can be claimed until ${clock.moment(deadline)}.`}
    </p>
    ${
      totals.length === 0
        ? html`<p>No customer has fees.</p>`
        : html`<div class="wide" role="region" aria-label="Accrual by currency" tabindex="0">
            <table class="ledger">
              <thead>
                <tr>
                  <th scope="col">Currency</th>
                  <th scope="col" class="number">Issued</th>
                  <th scope="col" class="number">Due</th>
                  <th scope="col" class="number">Claimable</th>
                  <th scope="col" class="number">At most</th>
                </tr>
              </thead>
              <tbody>
                ${totals.map(totalRow)}
              </tbody>
            </table>
          </div>`
    }
    ${rise === undefined ? undefined : riseSentence(rise, clock)}
    <div class="wide" role="region" aria-label="Remaining downtime budget of each component" tabindex="0">
      <table class="ledger">
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col" class="number">Downtime so far</th>
            <th scope="col" class="number">Budget left under the target</th>
          </tr>
        </thead>
        <tbody>
          ${budgets.map(budgetRow)}
        </tbody>
      </table>
    </div>
  </section>`;

const totalRow = ({ currency, issued, due, claimable, atMost }: ShownAccrual['totals'][number]): Html =>
  html`<tr>
    <th scope="row">${currency}</th>
    ${[issued, due, claimable, atMost].map((minor) => html`<td class="number">${money(minor, currency)}</td>`)}
  </tr>`;

const riseSentence = ({ at, byMinor }: CostRise, clock: ReturnType<typeof clockOf>): Html =>
  html`<p>
    An outage runs now. If it lasts until ${clock.moment(at)} and is claimed in time, the credits rise by
    ${listed(Object.entries(byMinor).map(([currency, minor]) => money(minor, currency)))}.
  </p>`;

const budgetRow = ({ component, observedMs, remainingMs }: DowntimeBudget): Html =>
  html`<tr>
    <th scope="row">${component}</th>
    <td class="number">${length(observedMs)}</td>
    <td class="number">${remainingMs >= 0 ? length(remainingMs) : html`used up, ${length(-remainingMs)} over`}</td>
  </tr>`;
