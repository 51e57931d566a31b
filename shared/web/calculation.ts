import { monthName } from '../lib/month-name.ts';
import type { Derivation, ExplainedBooking, ExplainedRule, ExplainedShare } from '../domain/statement/explanation.ts';
import { amountReasons, boundText, creditAvailability } from './amount-reasons.ts';
import { countText, feeShare, length, lengthText, money, rate, rateText, shareText } from './figures.ts';
import { tierShares } from './headline.ts';
import { type Html, html, listed } from './html.ts';
import { dateText } from './page-clock.ts';
import { partialMonth } from './partial-month.ts';
import { feesName, sectionHeading, sectionLabel, type StatementView } from './statement-view.ts';

/** A line of the calculation: `1,000.00 USD` is the result of `100 % of 1,000.00 USD`. */
type Line = {
  readonly name: Html | string;
  readonly formula: Html | string;
  readonly result: Html | string;
  readonly kind?: 'sum';
};

/** Returns the reasons for the amount, and its calculation from downtime line by line. */
export const calculation = (view: StatementView): Html => {
  const lines = [...earnedLines(view), ...amountLines(view)];
  return html`<section aria-labelledby="${sectionLabel(view, 'calculation')}">
    ${sectionHeading(view, 'calculation', 'Calculation')} ${amountReasons(view)} ${partialMonth(view)}
    <table class="sum">
      <caption class="hidden">
        Calculation of the credit, line by line
      </caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Item</th>
          <th scope="col">Formula</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ name, formula, result, kind }) =>
            html`<tr class="${kind ?? ''}">
              <th scope="row">${name}</th>
              <td>${formula}</td>
              <td class="number">${result}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
};

const earnedLines = (view: StatementView): Line[] => {
  const { statement } = view;
  const { credit, counted } = statement.explanation;
  const { rule } = credit;
  if (credit.gated) return [{ name: 'The target was met, so the policy gives no credit', formula: '', result: '' }];
  switch (rule.kind) {
    case 'per-block':
    case 'per-outage':
      return [...bookingLines(view), ...creditsLine(view, rule)];
    case 'tiers':
      return rule.by === 'period'
        ? [...bookingLines(view), shareLine(credit, '')]
        : [...(rule.by === 'availability' ? [availabilityLine(view)] : []), ...tierLines(credit, rule)];
    case 'proportional':
      return [
        {
          name: 'Counted downtime as a share of the measured time',
          formula: html`${length(statement.creditableDowntimeMs)} of ${length(counted.measuredMs)}`,
          result: shareText(statement.creditableDowntimeMs, counted.measuredMs === 0 ? 1 : counted.measuredMs),
        },
      ];
  }
};

/** Limits the lines of bookings, and the parts of each. The statement's JSON has all. */
const BOOKINGS_MAX = 40;
const PARTS_MAX = 4;

const bookingLines = (view: StatementView): Line[] => {
  const { bookings } = view.statement.explanation.credit;
  const left = bookings.length - BOOKINGS_MAX;
  return [
    ...bookings.slice(0, BOOKINGS_MAX).map((booking) => bookingLine(view, booking)),
    ...(left > 0 ? [{ name: `and ${left} more`, formula: '', result: '' }] : []),
  ];
};

const bookingLine = (view: StatementView, booking: ExplainedBooking): Line => {
  const { date, earnings, earned, credits } = booking;
  const { rule } = view.statement.explanation.credit;
  const texts = earnings.slice(0, PARTS_MAX).map((earning) => earningText(view, rule, date, earning));
  const left = earnings.length - texts.length;
  return {
    name: date === null ? 'The month' : html`<time datetime="${date}">${dateText(date)}</time>`,
    formula: html`${listed(texts, '; ', '; ')}${left > 0 ? ` and ${left} more` : ''}${unitText(rule)}${credits < earned ? `; ${limitText(rule, credits)}` : ''}`,
    result: countText(credits, 'credit'),
  };
};

/** The length of the blocks that a line counts. */
const unitText = (rule: ExplainedRule): string =>
  rule.kind === 'per-block'
    ? ` of ${lengthText(rule.blockMs)}${rule.allowancePercent === null ? '' : `, after ${rule.allowancePercent}\u00A0% of the measured time`}`
    : '';

const earningText = (
  { clock }: StatementView,
  rule: ExplainedRule,
  date: string | null,
  { parts, blocks, earned, tier }: ExplainedBooking['earnings'][number],
): Html => {
  // Times on the day of the booking are written without their date.
  const near = date === null ? undefined : Date.parse(parts.at(-1)?.end ?? '') - 1;
  const times = parts.slice(0, PARTS_MAX).map(({ start, end }) => clock.span(Date.parse(start), Date.parse(end), near));
  const left = parts.length - times.length;
  const span = html`${listed(times)}${left > 0 ? ` and ${left} more` : ''}`;
  if (rule.kind === 'per-block')
    return html`${span} ${parts.length === 1 ? 'contains' : 'contain'}
    ${countText(blocks, 'block')}${earned < blocks ? `, at most ${earned} a downtime,` : ''}`;
  const reached = rule.kind === 'tiers' && tier !== undefined ? rule.tiers[tier] : undefined;
  return reached === undefined ? span : html`${span} is ${boundText(reached)}: ${feeShare(reached.amount)}`;
};

const limitText = (rule: ExplainedRule, credits: number): string => {
  if (rule.kind !== 'per-block' && rule.kind !== 'per-outage') return '';
  return credits === rule.maxPerDay ? `at most ${credits} a day` : `at most ${rule.maxPerMonth ?? credits} a month`;
};

const creditsLine = ({ statement, cite }: StatementView, { amount }: { readonly amount: ExplainedShare }): Line[] => {
  const { credit } = statement.explanation;
  return [
    {
      ...shareLine(credit, html`<data value="${credit.credits}">${credit.credits}</data> × ${feeShare(amount)}`),
      name: html`Credits for the month${cite('credit')}`,
    },
  ];
};

const shareLine = (credit: Derivation, formula: Html | string): Line => ({
  name: 'Share of the fees',
  formula,
  result: shareOf(credit),
  kind: 'sum',
});

/** Returns the exact share of the fees: in per cent if the policy writes per cent, else as a fraction. */
const shareOf = ({ rateBps, share: { numerator, denominator } }: Derivation): Html | string => {
  if (rateBps !== null) return rate(rateBps);
  return denominator === '1' ? `${numerator}\u00A0×` : `${numerator}/${denominator}`;
};

const availabilityLine = ({ statement }: StatementView): Line => {
  const { measuredMs, creditableDowntimeMs, explanation } = statement;
  const { decimals } = explanation.counted;
  return {
    name: 'Availability for the credit',
    formula: html`${length(measuredMs)} measured, less ${length(creditableDowntimeMs)} counted
    downtime${decimals === null ? '' : `, rounded to ${countText(decimals, 'decimal')}`}`,
    result: creditAvailability(statement),
  };
};

const tierLines = (credit: Derivation, rule: Extract<ExplainedRule, { kind: 'tiers' }>): Line[] => [
  ...rule.tiers.map((tier, i): Line => ({
    name: capitalised(boundText(tier)),
    formula: feeShare(tier.amount),
    result: i === credit.tier ? 'reached' : '',
  })),
  ...(rule.beyond === null
    ? []
    : [
        {
          name: `Each ${rule.beyond.step} percentage points below ${rule.beyond.from}\u00A0%`,
          formula: feeShare(rule.beyond.amount),
          result: countText(credit.steps, 'step'),
        },
      ]),
  shareLine(credit, credit.credits === 0 ? 'no tier reached' : tierShares(rule, credit.tier, credit.steps)),
];

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const amountLines = (view: StatementView): Line[] => {
  const { statement, cite } = view;
  const { month, explanation } = statement;
  const { credit } = explanation;
  const { rule, feeMinor, uncappedMinor, caps, payableAboveMinor, amountMinor, currency, credits } = credit;
  const fee = money(feeMinor, currency);
  const share =
    rule.kind === 'proportional' ? html`${rule.multiplier} × that share of ${fee}` : html`${shareOf(credit)} of ${fee}`;
  const smallest = caps.length === 0 ? 'the smaller of this and the fees' : 'the smallest of these and the fees';
  return [
    {
      name: `Share of ${feesName(view)} for ${monthName(month)}`,
      formula: credits === 0 ? 'no credit' : share,
      result: money(uncappedMinor, currency),
    },
    ...caps.map((cap): Line => ({
      name: html`Monthly cap${cite('limits')}`,
      formula: capFormula(credit, cap.share),
      result: money(cap.minor, currency),
    })),
    ...(payableAboveMinor === null
      ? []
      : [
          {
            name: html`Smallest credit${cite('limits')}`,
            formula: 'a credit is paid only if it is larger',
            result: money(payableAboveMinor, currency),
          },
        ]),
    {
      name: html`Credit for ${monthName(month)}${cite('billing')}`,
      formula: amountMinor < credit.cappedMinor ? 'too small to be paid' : smallest,
      result: money(amountMinor, currency),
      kind: 'sum',
    },
  ];
};

const capFormula = ({ feeMinor, currency, daysInMonth }: Derivation, share: ExplainedShare | null): Html | string => {
  if (share === null) return 'an amount in the policy';
  const fee = money(feeMinor, currency);
  if (share.bps !== undefined) return html`${rateText(share.bps)} of ${fee}, rounded down`;
  const days = countText(share.serviceFeeDays ?? 0, 'day');
  switch (share.of) {
    case '30-days':
      return html`${days} of 30, of ${fee}, rounded down`;
    case 'year':
      return html`${days} of 365, of twelve times ${fee}, rounded down`;
    default:
      return html`${days} of ${daysInMonth}, of ${fee}, rounded down`;
  }
};
