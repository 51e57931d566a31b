import { monthName } from '../lib/month-name.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { dayRanges } from './day-ranges.ts';
import { bigMoney, countText, decimalsFor, length, money, rate, shareText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { nothingDue } from './nothing-due.ts';

/** What is due, large, and why in a sentence or two. */
export const headline = (statement: Statement): Html =>
  html`<div class="headline">
    <p>${bigMoney(statement.amountMinor, statement.currency)}</p>
    <p class="verdict">${verdict(statement)}</p>
  </div>`;

const verdict = (statement: Statement): Html => {
  const { amountMinor, month } = statement;
  if (amountMinor === 0) return nothingDue(statement);
  return html`off the invoice for ${monthName(month)}. ${earnedBy(statement)}${limited(statement)}`;
};

const earnedBy = ({ month, credits, creditDays, rateBps, explanation: { credit } }: Statement): Html => {
  const { rule } = credit;
  if (rule.kind === 'tiers') return html`Availability fell so low that ${rate(rateBps ?? 0)} of the fees are credited.`;
  if (rule.kind === 'proportional')
    return html`${rule.multiplier} times the share of the month that was down is credited.`;
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
  const before = html`${money(uncappedMinor, currency)} before that`;
  if (amountMinor !== capMinor || credit.cap === null) return html` A credit is never more than the fees (${before}).`;
  return 'bps' in credit.cap
    ? html` A month can give ${rate(credit.cap.bps)} of the fees at most (${before}).`
    : html` A month can give ${countText(credit.cap.serviceFeeDays, 'day')} of fees at most (${before}).`;
};

/** The four figures that say how the month was. */
export const keyFigures = (statement: Statement): Html => {
  const { measuredMs, observedDowntimeMs, creditableDowntimeMs, serviceMs, excusedMs, targetMet } = statement;
  const { target } = statement.explanation;
  return html`<dl class="key">
    <div>
      <dt>Available</dt>
      <dd>${shareText(measuredMs - observedDowntimeMs, measuredMs, decimalsFor(target))}</dd>
      <dd class="aside">${targetMet ? 'meets' : 'misses'} the ${target}&nbsp;% promised</dd>
    </div>
    <div>
      <dt>Down</dt>
      <dd>${length(observedDowntimeMs)}</dd>
      <dd class="aside">in service time, not excused</dd>
    </div>
    <div>
      <dt>Counted</dt>
      <dd>${length(creditableDowntimeMs)}</dd>
      <dd class="aside">of that, for the credit</dd>
    </div>
    <div>
      <dt>Measured</dt>
      <dd>${length(measuredMs)}</dd>
      <dd class="aside">
        ${excusedMs === 0 ? html`all of the service time` : html`${length(serviceMs)} of service time, ${length(excusedMs)} excused`}
      </dd>
    </div>
  </dl>`;
};
