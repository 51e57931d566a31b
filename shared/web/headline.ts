import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';
import { bigMoney, countText, decimalsFor, length, money, rate, shareText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { noCreditText } from './no-credit-text.ts';
import { dayRanges } from './page-clock.ts';

/** Returns the amount in large type, and how it was earned or why nothing is due. */
export const headline = (statement: Statement): Html =>
  html`<div class="headline">
    <p>${bigMoney(statement.amountMinor, statement.currency)}</p>
    <p class="headline-text">
      ${
        statement.amountMinor === 0
          ? html`is due for ${monthName(statement.month)}: ${noCreditText(statement)}.`
          : html`off the invoice for ${monthName(statement.month)}. ${earned(statement)}${limited(statement)}`
      }
    </p>
  </div>`;

const earned = ({ month, credits, creditDays, rateBps, explanation: { credit } }: Statement): Html => {
  const { rule } = credit;
  if (rule.kind === 'tiers')
    return html`Availability was low enough for a credit of ${rate(rateBps ?? 0)} of the fees.`;
  if (rule.kind === 'proportional')
    return html`The credit is ${rule.multiplier} times the share of the month that was down.`;
  const days = dayRanges(creditDays.map(({ date }) => date));
  const [name] = monthName(month).split(' ');
  return html`${countText(credits, 'credit')} of ${rate(rule.rateBps)} of the fees, for downtime on ${listed(days)}
  ${name}.`;
};

const limited = ({
  amountMinor,
  uncappedMinor,
  capMinor,
  currency,
  explanation: { credit },
}: Statement): Html | undefined => {
  if (amountMinor === uncappedMinor) return undefined;
  const before = html`${money(uncappedMinor, currency)} before the cap`;
  if (amountMinor !== capMinor || credit.cap === null) return html` Capped at the fees of the month (${before}).`;
  return 'bps' in credit.cap
    ? html` Capped at ${rate(credit.cap.bps)} of the fees (${before}).`
    : html` Capped at ${countText(credit.cap.serviceFeeDays, 'day')} of fees (${before}).`;
};

/** Returns the four key figures of a month. */
export const keyFigures = (statement: Statement): Html => {
  const { measuredMs, observedDowntimeMs, creditableDowntimeMs, serviceMs, excusedMs, targetMet } = statement;
  const { target } = statement.explanation;
  return html`<dl class="key">
    <div>
      <dt>Availability</dt>
      <dd>${shareText(measuredMs - observedDowntimeMs, measuredMs, decimalsFor(target))}</dd>
      <dd class="aside">${targetMet ? 'meets' : 'misses'} the target of ${target}&nbsp;%</dd>
    </div>
    <div>
      <dt>Downtime</dt>
      <dd>${length(observedDowntimeMs)}</dd>
      <dd class="aside">in service time, not excused</dd>
    </div>
    <div>
      <dt>Counted</dt>
      <dd>${length(creditableDowntimeMs)}</dd>
      <dd class="aside">downtime that counts for the credit</dd>
    </div>
    <div>
      <dt>Measured</dt>
      <dd>${length(measuredMs)}</dd>
      <dd class="aside">
        ${excusedMs === 0 ? html`all service time` : html`${length(serviceMs)} of service time, ${length(excusedMs)} excused`}
      </dd>
    </div>
  </dl>`;
};
