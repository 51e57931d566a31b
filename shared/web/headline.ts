import type { ExplainedShare } from '../domain/statement/explanation.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';
import { bigMoney, countText, decimalsFor, feeShare, length, money, shareText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { noCreditText } from './no-credit-text.ts';
import { dayRanges } from './page-clock.ts';
import { sectionId, type StatementView } from './statement-view.ts';

/** Returns the amount in large type, and how it was earned or why nothing is due. */
export const headline = (view: StatementView): Html => {
  const { amountMinor, currency, month } = view.statement;
  return html`<div class="headline">
    <p>${bigMoney(amountMinor, currency)}</p>
    <p class="headline-text">
      ${
        amountMinor === 0
          ? html`is due for ${monthName(month)}: ${noCreditText(view)}.`
          : html`off ${invoiceName(view)}. ${earned(view.statement)}${limited(view.statement)}`
      }
    </p>
  </div>`;
};

const invoiceName = ({ policy, statement: { month } }: StatementView): string =>
  policy.apply === 'next-invoice' ? `the next invoice, for ${monthName(month)}` : `the invoice for ${monthName(month)}`;

const earned = (statement: Statement): Html => {
  const { month, credits, creditDays, explanation } = statement;
  const { rule, tier, steps } = explanation.credit;
  if (rule.kind === 'proportional')
    return html`The credit is ${rule.multiplier === 1 ? 'the' : `${rule.multiplier} times the`} share of the month that
    was down.`;
  if (rule.kind === 'tiers') {
    if (rule.by === 'period')
      return html`${countText(credits, 'downtime')} earned a credit${credits === 1 ? '' : ', each'} by its length.`;
    const subject = rule.by === 'availability' ? 'Availability was low enough' : 'Downtime was long enough';
    return html`${subject} for a credit of ${tierShares(rule, tier, steps)}.`;
  }
  const days = dayRanges(creditDays.map(({ date }) => date));
  const [name] = monthName(month).split(' ');
  return html`${countText(credits, 'credit')} of ${feeShare(rule.amount)}, for downtime
  ${days.length === 0 ? `in ${name}` : html`on ${listed(days)} ${name}`}.`;
};

type Tiers = {
  readonly tiers: readonly { readonly amount: ExplainedShare }[];
  readonly beyond: { readonly amount: ExplainedShare } | null;
};

/** Returns the share of the tier that was reached, plus that of further steps. */
export const tierShares = ({ tiers, beyond }: Tiers, tier: number | null, steps: number): Html => {
  const reached = tier === null ? undefined : tiers[tier];
  const shares = [
    ...(reached === undefined ? [] : [reached.amount]),
    ...(beyond === null || steps === 0 ? [] : [timesShare(beyond.amount, steps)]),
  ];
  const bps = shares.map((share) => share.bps);
  const sum = bps.reduce<number | undefined>((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0);
  return sum === undefined
    ? listed(
        shares.map((share) => feeShare(share)),
        ' and ',
      )
    : feeShare({ bps: sum });
};

const timesShare = ({ bps, serviceFeeDays, of }: ExplainedShare, times: number): ExplainedShare =>
  bps === undefined ? { serviceFeeDays: (serviceFeeDays ?? 0) * times, of } : { bps: bps * times };

const limited = ({ amountMinor, uncappedMinor, capMinor, currency, explanation }: Statement): Html | undefined => {
  if (amountMinor === uncappedMinor) return undefined;
  const before = html`${money(uncappedMinor, currency)} before the cap`;
  const cap = explanation.credit.caps.find(({ minor }) => minor === amountMinor);
  if (amountMinor !== capMinor || cap === undefined) return html` Capped at the fees of the month (${before}).`;
  if (cap.share === null) return html` Capped at ${money(cap.minor, currency)} (${before}).`;
  return html` Capped at ${feeShare(cap.share)} (${before}).`;
};

/** Returns the sum of all services in large type, and a table of services with links to their sections. */
export const servicesHeadline = (
  { month, amountMinor, currency }: CustomerMonth,
  views: readonly StatementView[],
): Html => {
  const credited = views.filter(({ statement }) => statement.amountMinor > 0).length;
  const text =
    credited === 0
      ? `is due for ${monthName(month)} for any of ${countText(views.length, 'service')}.`
      : `off the invoice for ${monthName(month)}, for ${credited} of ${countText(views.length, 'service')}.`;
  return html`<div class="headline">
      <p>${bigMoney(amountMinor, currency)}</p>
      <p class="headline-text">${text}</p>
    </div>
    <nav id="services" aria-label="Services" class="wide">
      <table class="ledger services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" class="number">Availability</th>
            <th scope="col" class="number">Credit</th>
          </tr>
        </thead>
        <tbody>
          ${views.map(
            (view) =>
              html`<tr>
                <th scope="row"><a href="#${sectionId(view, 'service')}">${view.service ?? ''}</a></th>
                <td class="number">${availabilityText(view.statement)}</td>
                <td class="number">${money(view.statement.amountMinor, currency)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </nav>`;
};

/** Returns the observed availability as the policy compares it: rounded where the policy rounds it. */
const availabilityText = ({ measuredMs, observedDowntimeMs, explanation }: Statement): string => {
  const { rounded } = explanation.counted;
  return rounded === null
    ? shareText(measuredMs - observedDowntimeMs, measuredMs, decimalsFor(explanation.target))
    : `${rounded.observed}\u00A0%`;
};

/** Returns the four key figures of a month. */
export const keyFigures = ({ statement }: StatementView): Html => {
  const { measuredMs, observedDowntimeMs, creditableDowntimeMs, serviceMs, excusedMs, targetMet } = statement;
  const { target, counted } = statement.explanation;
  const measured =
    counted.effect === 'count-as-up'
      ? html`all service time, ${length(excusedMs)} excused`
      : html`${length(serviceMs)} of service time, ${length(excusedMs)} excused`;
  return html`<dl class="key">
    <div>
      <dt>Availability</dt>
      <dd>${availabilityText(statement)}</dd>
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
      <dd class="aside">${excusedMs === 0 ? html`all service time` : measured}</dd>
    </div>
  </dl>`;
};
