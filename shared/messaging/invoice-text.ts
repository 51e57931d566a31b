import { formatMinor } from '../domain/money/currency.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Goodwill } from '../domain/statement/goodwill.ts';
import type { ExplainedShare } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';

/** Returns one sentence for the invoice line: the only statement, or the amounts of services and goodwill. */
export const invoiceText = (customerMonth: CustomerMonth): string => {
  const { month, amountMinor, currency, statements, goodwill } = customerMonth;
  const goodwillMinor = goodwill?.amountMinor ?? 0;
  if (goodwill === undefined || goodwillMinor === 0) return computedText(customerMonth);
  if (goodwillMinor === amountMinor) return goodwillText(month, goodwill);
  const [first, ...others] = statements;
  const computed =
    others.length === 0 && first?.service === undefined
      ? [`${formatMinor(amountMinor - goodwillMinor, currency)} for downtime`]
      : serviceAmounts(customerMonth);
  return `${subjectOf(month)}: ${[...computed, `${formatMinor(goodwillMinor, currency)} as goodwill`].join(', ')}.`;
};

const computedText = (customerMonth: CustomerMonth): string => {
  const [first, ...others] = customerMonth.statements;
  if (first !== undefined && others.length === 0) return statementText(first);
  if (customerMonth.amountMinor === 0) return withdrawnText(customerMonth.month);
  return `${subjectOf(customerMonth.month)}: ${serviceAmounts(customerMonth).join(', ')}.`;
};

const serviceAmounts = ({ statements, currency }: CustomerMonth): string[] =>
  statements
    .filter((statement) => statement.amountMinor > 0)
    .map((statement) => `${formatMinor(statement.amountMinor, currency)} for service ${statement.service}`);

/** An invoice line is one sentence, and Stripe accepts 500 characters. */
const GOODWILL_REASONS_CHARACTERS_MAX = 300;

/** Returns one sentence for the goodwill credit, with the reasons of the grants. */
export const goodwillText = (month: string, { amountMinor, grants }: Goodwill): string => {
  if (amountMinor === 0) return withdrawnGoodwillText(month);
  const reasons = [...new Set(grants.map(({ reason }) => reason.replaceAll(/\s+/g, ' ').replace(/\.$/, '')))].join(
    '; ',
  );
  const shown = Array.from(reasons);
  const text =
    shown.length > GOODWILL_REASONS_CHARACTERS_MAX
      ? `${shown.slice(0, GOODWILL_REASONS_CHARACTERS_MAX).join('')}…`
      : `${reasons}.`;
  return `Goodwill credit for ${monthName(month)}: ${text}`;
};

/** Returns the sentence for a goodwill credit of 0: the computed credit is as high as the fees. */
export const withdrawnGoodwillText = (month: string): string =>
  `Goodwill credit for ${monthName(month)}: nothing is due beside the computed credit.`;

/** Returns one sentence for a statement: the month, the credits, their days, and the cap that limited them. */
export const statementText = (statement: Statement): string =>
  statement.amountMinor === 0
    ? withdrawnText(statement.month, statement.service)
    : `${subjectOf(statement.month, statement.service)}: ${creditText(statement)}${capText(statement)}.`;

/** Returns the sentence for a credit that was withdrawn. */
export const withdrawnText = (month: string, service?: string): string =>
  `${subjectOf(month, service)} withdrawn: nothing is due.`;

const subjectOf = (month: string, service?: string): string =>
  `SLA credit for ${monthName(month)}${service === undefined ? '' : `, service ${service}`}`;

const creditText = (statement: Statement): string => {
  const { credits, creditDays, rateBps, measuredMs, creditableDowntimeMs, explanation } = statement;
  const { rule, tier, steps } = explanation.credit;
  if (rule.kind === 'per-block' || rule.kind === 'per-outage')
    return `${creditCount(credits)} of ${shareText(rule.amount)} for downtime ${daysText(creditDays)}`;
  const down = downtimeShare(creditableDowntimeMs, measuredMs);
  if (rule.kind === 'proportional') {
    const times = rule.multiplier === 1 ? '' : `${rule.multiplier} times `;
    return `${times}the fees for the ${down} of the service time that was down`;
  }
  if (rule.by === 'period') {
    const total = rateBps === null ? '' : ` with ${shareText({ bps: rateBps })}`;
    return `${creditCount(credits)}${total} for downtime ${daysText(creditDays)}`;
  }
  const reached = tier === null ? undefined : rule.tiers[tier]?.amount;
  const parts = [
    ...(reached === undefined ? [] : [shareText(reached)]),
    ...(rule.beyond === null || steps === 0 ? [] : [`${steps} times ${shareText(rule.beyond.amount)}`]),
  ];
  const share = rateBps === null ? parts.join(' and ') : shareText({ bps: rateBps });
  return `${share} for downtime of ${down} of the service time`;
};

const creditCount = (credits: number): string => `${credits} ${credits === 1 ? 'credit' : 'credits'}`;

/** Blocks of a whole month are booked on no day. */
const daysText = (days: Statement['creditDays']): string =>
  days.length === 0 ? 'in the month' : `on ${days.map(({ date }) => dayName(date)).join(', ')}`;

const shareText = ({ bps, serviceFeeDays = 0 }: ExplainedShare): string => {
  if (bps !== undefined) return `${percent(bps)} of the fees`;
  return serviceFeeDays === 1 ? "1 day's fees" : `${serviceFeeDays} days' fees`;
};

/** Rounds to hundredths of a per cent; a share above 0 never becomes `0 %`. */
const downtimeShare = (part: number, whole: number): string => {
  const bps = Math.round((part / Math.max(whole, 1)) * 10_000);
  return bps === 0 ? 'less than 0.01 %' : percent(bps);
};

const capText = ({ amountMinor, uncappedMinor, currency, explanation: { credit } }: Statement): string => {
  if (amountMinor === uncappedMinor) return '';
  const before = ` (${formatMinor(uncappedMinor, currency)} before`;
  const cap = credit.caps.find(({ minor }) => minor === amountMinor);
  if (cap === undefined) return `, limited to the month's fees${before} it)`;
  return `, capped at ${cap.share === null ? formatMinor(cap.minor, currency) : shareText(cap.share)}${before} the cap)`;
};

const dayName = (date: string): string => `${Number(date.slice(8))} ${monthName(date).slice(0, 3)}`;

/** Returns basis points as `5 %` or `2.5 %`. */
const percent = (bps: number): string => `${bps / 100} %`;
