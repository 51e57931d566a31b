import { formatMinor } from '../domain/money/currency.ts';
import type { Statement } from '../domain/statement/statement.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2026-10` as people say it: October 2026. */
export const monthName = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/**
 * One sentence for the invoice line: for which month, how many credits, for which days, and what limited them.
 * Made from the statement alone.
 */
export const invoiceText = (statement: Statement): string => {
  const what = `SLA credit for ${monthName(statement.month)}`;
  if (statement.amountMinor === 0) return `${what} withdrawn: nothing is due.`;
  return `${what}: ${earnedFor(statement)}${limitedBy(statement)}.`;
};

const earnedFor = ({
  credits,
  creditDays,
  rateBps,
  measuredMs,
  creditableDowntimeMs,
  explanation,
}: Statement): string => {
  const { rule } = explanation.credit;
  if (rule.kind === 'per-period') {
    const days = creditDays.map(({ date }) => dayName(date)).join(', ');
    return `${credits} ${credits === 1 ? 'credit' : 'credits'} of ${percent(rule.rateBps)} of the fees for downtime on ${days}`;
  }
  const down = share(creditableDowntimeMs, measuredMs);
  if (rule.kind === 'tiers') return `${percent(rateBps ?? 0)} of the fees for downtime of ${down} of the service time`;
  const times = rule.multiplier === 1 ? '' : `${rule.multiplier} times `;
  return `${times}the fees for the ${down} of the service time that was down`;
};

/** A share for people, to the hundredth of a per cent; what there is, is never told as nothing. */
const share = (part: number, whole: number): string => {
  const bps = Math.round((part / Math.max(whole, 1)) * 10_000);
  return bps === 0 ? 'less than 0.01 %' : percent(bps);
};

const dayName = (date: string): string =>
  `${Number(date.slice(8))} ${(MONTHS[Number(date.slice(5, 7)) - 1] ?? '').slice(0, 3)}`;

/** Basis points as people say them: 5 %, 2.5 %. */
const percent = (bps: number): string => `${bps / 100} %`;

const limitedBy = ({ amountMinor, uncappedMinor, capMinor, currency, explanation: { credit } }: Statement): string => {
  if (amountMinor === uncappedMinor) return '';
  const from = ` (${formatMinor(uncappedMinor, currency)} before`;
  if (amountMinor !== capMinor || credit.cap === null) return `, limited to the month's fees${from} it)`;
  return 'bps' in credit.cap
    ? `, capped at ${percent(credit.cap.bps)} of the fees${from} the cap)`
    : `, capped at ${daysFees(credit.cap.serviceFeeDays)}${from} the cap)`;
};

const daysFees = (days: number): string => (days === 1 ? "1 day's fees" : `${days} days' fees`);
