import type { ComponentMonth, Overview } from '../domain/statement/month-overview.ts';
import { decimalsFor, length, lengthText, shareText } from './figures.ts';
import { type Html, html } from './html.ts';

/** Returns a table of each component's availability and of the downtime budget that the target allows. */
export const availabilitySection = ({ components, target, policy, asOf, end }: Overview): Html => {
  const isOver = asOf >= end;
  return html`<section aria-labelledby="availability">
    <h2 id="availability">Availability by component</h2>
    <p class="aside">
      Availability under the policy <span class="id">${policy.id}</span>, version ${policy.version}, as for a customer
      who uses one component and claims in time. Customers under other policies have other figures. The target of
      ${target}&nbsp;% allows each component a budget of
      downtime${isOver ? '' : html`, which grows with the measured time`}.
    </p>
    <div class="wide" role="region" aria-label="Table of availability" tabindex="0">
      <table class="ledger stack">
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col" class="number">Availability</th>
            <th scope="col" class="number">Downtime</th>
            <th scope="col" class="number">Budget</th>
            <th scope="col">Budget used</th>
          </tr>
        </thead>
        <tbody>
          ${components.map((component) => availabilityRow(component, target))}
        </tbody>
      </table>
    </div>
  </section>`;
};

/** Without events, a component counts as up, so its availability is not measured. */
export const NO_EVENTS = 'no events received from its alarms';

const availabilityRow = ({ id, statement, budgetMs, hasNoEvents }: ComponentMonth, target: string): Html => {
  const { measuredMs, observedDowntimeMs, targetMet } = statement;
  return html`<tr>
    <th scope="row">${id}${hasNoEvents ? html` <span class="aside">${NO_EVENTS}</span>` : undefined}</th>
    <td class="number ${targetMet ? '' : 'missed'}">
      ${shareText(measuredMs - observedDowntimeMs, measuredMs, decimalsFor(target))}
    </td>
    <td class="number" data-label="Downtime">${length(observedDowntimeMs)}</td>
    <td class="number" data-label="Budget">${length(budgetMs)}</td>
    <td class="meters">${budgetMeter(observedDowntimeMs, budgetMs)}</td>
  </tr>`;
};

/** The width is the budget. If the downtime exceeds it, the width is the downtime, and a line marks the budget. */
const budgetMeter = (usedMs: number, budgetMs: number): Html => {
  const whole = Math.max(usedMs, budgetMs, 1);
  const percent = (ms: number): string => `${Number(((ms / whole) * 100).toFixed(2))}%`;
  const isOver = usedMs > budgetMs;
  const label = isOver ? `${lengthText(usedMs - budgetMs)} over the budget` : `${lengthText(budgetMs - usedMs)} left`;
  return html`<svg class="meter" width="100%" height="12" role="img" aria-label="${label}">
      <rect class="${isOver ? 'downtime' : 'up'}" y="1" width="100%" height="10" />
      ${isOver ? undefined : html`<rect class="downtime" y="1" width="${percent(usedMs)}" height="10" />`}
      ${isOver ? html`<line class="limit" x1="${percent(budgetMs)}" x2="${percent(budgetMs)}" y1="0" y2="12" />` : undefined}
    </svg>
    <span class="aside" aria-hidden="true">${label}</span>`;
};
