import { monthName } from '../lib/month-name.ts';
import type { Derivation } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { clause } from './clauses.ts';
import { type Clock, clockOf, dateText } from './page-clock.ts';
import { countText, length, lengthText, money, rate, rateText, shareText } from './figures.ts';
import { type Html, html } from './html.ts';

/** A line of the calculation: what it is, how it is made, what it comes to. */
type Line = {
  readonly what: Html | string;
  readonly how: Html | string;
  readonly result: Html | string;
  readonly kind?: 'sum';
};

/** From downtime to the amount, line by line, each number where it is used. */
export const calculation = (statement: Statement): Html => {
  const { timeZone, credit } = statement.explanation;
  const lines = [...earnedLines(credit, clockOf(timeZone, statement.month)), ...amountLines(statement)];
  return html`<section aria-labelledby="arithmetic">
    <h2 id="arithmetic">From downtime to the amount</h2>
    <table class="sum">
      <caption class="hidden">
        How the credit is worked out, line by line
      </caption>
      <thead class="hidden">
        <tr>
          <th scope="col">What</th>
          <th scope="col">How</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ what, how, result, kind }) =>
            html`<tr class="${kind ?? ''}">
              <th scope="row">${what}</th>
              <td>${how}</td>
              <td class="number">${result}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
};

/** How many days are reckoned one by one: no month has more. */
const earnedLines = (credit: Derivation, clock: Clock): Line[] => {
  const { rule } = credit;
  if (credit.gated) return [{ what: 'The target was met, and the policy credits nothing then', how: '', result: '' }];
  switch (rule.kind) {
    case 'per-period':
      return [...credit.days.map((day) => dayLine(credit, day, clock)), ...creditsLine(credit)];
    case 'tiers':
      return [availabilityLine(credit), ...tierLines(credit, rule.tiers)];
    case 'proportional':
      return [
        {
          what: 'Share of the measured time that was down and counts',
          how: html`${length(credit.creditableMs)} of ${length(credit.measuredMs)}`,
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
  const block = credit.rule.kind === 'per-period' ? credit.rule.blockMs : 0;
  const spans = parts.map(({ start, end, blocks }, i) => {
    const [from, to] = [Date.parse(start), Date.parse(end)];
    return html`${i === 0 ? '' : '; '}${clock.span(from, to, from)} holds ${countText(blocks, 'block')}`;
  });
  return {
    what: html`<time datetime="${date}">${dateText(date)}</time>`,
    how: html`${spans} of ${lengthText(block)}${credits < earned ? html`; ${limitText(credit, credits)}` : ''}`,
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
          what: html`Credits of the month (${clause(4)})`,
          how: html`<data value="${credits}">${credits}</data> × ${rate(rule.rateBps)} of the fees`,
          result: rate(rateBps ?? 0),
          kind: 'sum',
        },
      ]
    : [];

const availabilityLine = ({ measuredMs, creditableMs }: Derivation): Line => ({
  what: 'Availability, for the credit',
  how: html`${length(measuredMs)} measured, less ${length(creditableMs)} down`,
  result: shareText(measuredMs - creditableMs, measuredMs),
});

type Tiers = Extract<Derivation['rule'], { kind: 'tiers' }>['tiers'];

const tierLines = ({ rateBps }: Derivation, tiers: Tiers): Line[] => [
  ...tiers.map(({ below, rateBps }) => ({
    what: `Below ${below}\u00A0%`,
    how: html`${rate(rateBps)} of the fees`,
    result: '',
  })),
  { what: 'The highest rate reached', how: '', result: rate(rateBps ?? 0), kind: 'sum' },
];

const amountLines = ({ month, explanation: { credit } }: Statement): Line[] => {
  const { rule, rateBps, feeMinor, uncappedMinor, capMinor, amountMinor, currency, credits } = credit;
  const share =
    rule.kind === 'proportional'
      ? html`${rule.multiplier} × that share of ${money(feeMinor, currency)}`
      : html`${rate(rateBps ?? 0)} of ${money(feeMinor, currency)}`;
  return [
    {
      what: `Of the service fees for ${monthName(month)}`,
      how: credits === 0 ? 'nothing was earned' : share,
      result: money(uncappedMinor, currency),
    },
    ...capLines(credit),
    {
      what: html`Credit for ${monthName(month)} alone (${clause(8)})`,
      how: capMinor === null ? 'the smaller of this and the fees' : 'the smallest of these and the fees',
      result: money(amountMinor, currency),
      kind: 'sum',
    },
  ];
};

const capLines = ({ cap, capMinor, feeMinor, currency }: Derivation): Line[] => {
  if (cap === null || capMinor === null) return [];
  const how =
    'bps' in cap
      ? html`${rateText(cap.bps)} of ${money(feeMinor, currency)}`
      : html`${countText(cap.serviceFeeDays, 'day')} of ${cap.daysInMonth}, of ${money(feeMinor, currency)}`;
  return [
    {
      what: html`At most, for a month (${clause(7)})`,
      how: html`${how}, rounded down`,
      result: money(capMinor, currency),
    },
  ];
};
