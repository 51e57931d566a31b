import { formatMinor } from '../domain/money/currency.ts';
import { monthName } from '../lib/month-name.ts';
import type { Statement } from '../domain/statement/statement.ts';

/** Returns one sentence for the invoice line: the month, the credits, their days, and the cap that limited them. */
export const invoiceText = (statement: Statement): string => {
  const subject = `SLA credit for ${monthName(statement.month)}`;
  if (statement.amountMinor === 0) return `${subject} withdrawn: nothing is due.`;
  return `${subject}: ${creditText(statement)}${capText(statement)}.`;
};

const creditText = ({
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
  const down = downtimeShare(creditableDowntimeMs, measuredMs);
  if (rule.kind === 'tiers') return `${percent(rateBps ?? 0)} of the fees for downtime of ${down} of the service time`;
  const times = rule.multiplier === 1 ? '' : `${rule.multiplier} times `;
  return `${times}the fees for the ${down} of the service time that was down`;
};

/** Rounds to hundredths of a per cent; a share above 0 never becomes `0 %`. */
const downtimeShare = (part: number, whole: number): string => {
  const bps = Math.round((part / Math.max(whole, 1)) * 10_000);
  return bps === 0 ? 'less than 0.01 %' : percent(bps);
};

const capText = ({ amountMinor, uncappedMinor, capMinor, currency, explanation: { credit } }: Statement): string => {
  if (amountMinor === uncappedMinor) return '';
  const before = ` (${formatMinor(uncappedMinor, currency)} before`;
  if (amountMinor !== capMinor || credit.cap === null) return `, limited to the month's fees${before} it)`;
  return 'bps' in credit.cap
    ? `, capped at ${percent(credit.cap.bps)} of the fees${before} the cap)`
    : `, capped at ${daysOfFees(credit.cap.serviceFeeDays)}${before} the cap)`;
};

const daysOfFees = (days: number): string => (days === 1 ? "1 day's fees" : `${days} days' fees`);

const dayName = (date: string): string => `${Number(date.slice(8))} ${monthName(date).slice(0, 3)}`;

/** Returns basis points as `5 %` or `2.5 %`. */
const percent = (bps: number): string => `${bps / 100} %`;
