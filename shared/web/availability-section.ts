import type { ComponentMonth, Overview } from '../domain/statement/month-overview.ts';
import { decimalsFor, length, lengthText, shareText } from './figures.ts';
import { type Html, html } from './html.ts';

/** How available each component was, and how much of the downtime that the target allows it has used up. */
export const availability = ({ components, target, asOf, end }: Overview): Html => {
  const isOver = asOf >= end;
  return html`<section aria-labelledby="availability">
    <h2 id="availability">Availability by component</h2>
    <p class="aside">
      In service time, less what is excused. ${target}&nbsp;% leave each component a budget of
      downtime${isOver ? '' : html`, which grows with the time that is measured`}.
    </p>
    <div class="wide" role="region" aria-label="Table of availability" tabindex="0">
      <table class="ledger stack">
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col" class="number">Available</th>
            <th scope="col" class="number">Down</th>
            <th scope="col" class="number">Budget</th>
            <th scope="col">Used of the budget</th>
          </tr>
        </thead>
        <tbody>
          ${components.map((component) => row(component, target))}
        </tbody>
      </table>
    </div>
  </section>`;
};

/** That a component is up means nothing where nobody has ever heard of its alarms. */
export const NO_EVENTS = 'none of its alarms was ever heard of';

const row = ({ id, statement, budgetMs, isUnheard }: ComponentMonth, target: string): Html => {
  const { measuredMs, observedDowntimeMs, targetMet } = statement;
  return html`<tr>
    <th scope="row">${id}${isUnheard ? html` <span class="aside">${NO_EVENTS}</span>` : undefined}</th>
    <td class="number ${targetMet ? '' : 'missed'}">
      ${shareText(measuredMs - observedDowntimeMs, measuredMs, decimalsFor(target))}
    </td>
    <td class="number" data-label="Down">${length(observedDowntimeMs)}</td>
    <td class="number" data-label="Budget">${length(budgetMs)}</td>
    <td class="meters">${meter(observedDowntimeMs, budgetMs)}</td>
  </tr>`;
};

/** As wide as the budget where the downtime is within it; else as wide as the downtime, with a line where the budget ends. */
const meter = (usedMs: number, budgetMs: number): Html => {
  const whole = Math.max(usedMs, budgetMs, 1);
  const percent = (ms: number): string => `${Number(((ms / whole) * 100).toFixed(2))}%`;
  const over = usedMs > budgetMs;
  const label = over
    ? `${lengthText(usedMs - budgetMs)} over the budget`
    : `${lengthText(budgetMs - usedMs)} of it left`;
  return html`<svg class="meter" width="100%" height="12" role="img" aria-label="${label}">
      <rect class="${over ? 'downtime' : 'up'}" y="1" width="100%" height="10" />
      ${over ? undefined : html`<rect class="downtime" y="1" width="${percent(usedMs)}" height="10" />`}
      ${over ? html`<line class="limit" x1="${percent(budgetMs)}" x2="${percent(budgetMs)}" y1="0" y2="12" />` : undefined}
    </svg>
    <span class="aside" aria-hidden="true">${label}</span>`;
};
