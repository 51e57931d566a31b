import { monthName } from '../lib/month-name.ts';
import type { Derivation } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { clause } from './clauses.ts';
import { type Clock, clockOf, dateText } from './page-clock.ts';
import { countText, length, lengthText, money, rate, rateText, shareText } from './figures.ts';
import { type Html, html } from './html.ts';

/** A line of the calculation: `1,000.00 USD` is the result of `100 % of 1,000.00 USD`. */
type Line = {
  readonly name: Html | string;
  readonly formula: Html | string;
  readonly result: Html | string;
  readonly kind?: 'sum';
};

/** Returns the calculation from downtime to the amount, line by line. */
export const calculation = (statement: Statement): Html => {
  const { timeZone, credit } = statement.explanation;
  const lines = [...earnedLines(credit, clockOf(timeZone, statement.month)), ...amountLines(statement)];
  return html`<section aria-labelledby="calculation">
    <h2 id="calculation">Calculation</h2>
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

const earnedLines = (credit: Derivation, clock: Clock): Line[] => {
  const { rule } = credit;
  if (credit.gated) return [{ name: 'The target was met, so the policy gives no credit', formula: '', result: '' }];
  switch (rule.kind) {
    case 'per-period':
      return [...credit.days.map((day) => dayLine(credit, day, clock)), ...creditsLine(credit)];
    case 'tiers':
      return [availabilityLine(credit), ...tierLines(credit, rule.tiers)];
    case 'proportional':
      return [
        {
          name: 'Counted downtime as a share of the measured time',
          formula: html`${length(credit.creditableMs)} of ${length(credit.measuredMs)}`,
          result: shareText(credit.creditableMs, credit.measuredMs === 0 ? 1 : credit.measuredMs),
        },
      ];
  }
};

const dayLine = (
  credit: Derivation,
  { date, parts, earned, credits }: Derivation['days'][number],
  clock: Clock,
): Line => {
  const blockMs = credit.rule.kind === 'per-period' ? credit.rule.blockMs : 0;
  const spans = parts.map(({ start, end, blocks }, i) => {
    const [from, to] = [Date.parse(start), Date.parse(end)];
    return html`${i === 0 ? '' : '; '}${clock.span(from, to, from)} contains ${countText(blocks, 'block')}`;
  });
  return {
    name: html`<time datetime="${date}">${dateText(date)}</time>`,
    formula: html`${spans} of ${lengthText(blockMs)}${credits < earned ? html`; ${limitText(credit, credits)}` : ''}`,
    result: countText(credits, 'credit'),
  };
};

const limitText = ({ rule }: Derivation, credits: number): string => {
  if (rule.kind !== 'per-period') return '';
  return credits === rule.maxPerDay ? `at most ${credits} a day` : `at most ${rule.maxPerMonth ?? credits} a month`;
};

const creditsLine = ({ rule, credits, rateBps }: Derivation): Line[] =>
  rule.kind === 'per-period'
    ? [
        {
          name: html`Credits for the month (${clause(4)})`,
          formula: html`<data value="${credits}">${credits}</data> × ${rate(rule.rateBps)} of the fees`,
          result: rate(rateBps ?? 0),
          kind: 'sum',
        },
      ]
    : [];

const availabilityLine = ({ measuredMs, creditableMs }: Derivation): Line => ({
  name: 'Availability for the credit',
  formula: html`${length(measuredMs)} measured, less ${length(creditableMs)} counted downtime`,
  result: shareText(measuredMs - creditableMs, measuredMs),
});

type Tiers = Extract<Derivation['rule'], { kind: 'tiers' }>['tiers'];

const tierLines = ({ rateBps }: Derivation, tiers: Tiers): Line[] => [
  ...tiers.map(({ below, rateBps }) => ({
    name: `Below ${below}\u00A0%`,
    formula: html`${rate(rateBps)} of the fees`,
    result: '',
  })),
  { name: 'Highest rate reached', formula: '', result: rate(rateBps ?? 0), kind: 'sum' },
];

const amountLines = ({ month, explanation: { credit } }: Statement): Line[] => {
  const { rule, rateBps, feeMinor, uncappedMinor, capMinor, amountMinor, currency, credits } = credit;
  const share =
    rule.kind === 'proportional'
      ? html`${rule.multiplier} × that share of ${money(feeMinor, currency)}`
      : html`${rate(rateBps ?? 0)} of ${money(feeMinor, currency)}`;
  return [
    {
      name: `Share of the service fees for ${monthName(month)}`,
      formula: credits === 0 ? 'no credit' : share,
      result: money(uncappedMinor, currency),
    },
    ...capLines(credit),
    {
      name: html`Credit for ${monthName(month)} (${clause(8)})`,
      formula: capMinor === null ? 'the smaller of this and the fees' : 'the smallest of these and the fees',
      result: money(amountMinor, currency),
      kind: 'sum',
    },
  ];
};

const capLines = ({ cap, capMinor, feeMinor, currency }: Derivation): Line[] => {
  if (cap === null || capMinor === null) return [];
  const formula =
    'bps' in cap
      ? html`${rateText(cap.bps)} of ${money(feeMinor, currency)}`
      : html`${countText(cap.serviceFeeDays, 'day')} of ${cap.daysInMonth}, of ${money(feeMinor, currency)}`;
  return [
    {
      name: html`Monthly cap (${clause(7)})`,
      formula: html`${formula}, rounded down`,
      result: money(capMinor, currency),
    },
  ];
};
