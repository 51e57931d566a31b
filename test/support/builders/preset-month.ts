import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import { HOLIDAYS_COVER, holidaysBetween } from '../../../shared/domain/time/holidays.ts';

/** A declared downtime: start, end, and the share of users in per cent. */
type Down = readonly [start: string, end: string, impact?: string];

/** A notice: recognised, received, and further keys such as `step` and `month`. */
export type Notified = readonly [recognizedAt: string, receivedAt: string, keys?: object];

export type PresetMonth = {
  readonly month: string;
  /** In minor units of USD. */
  readonly fee: number;
  readonly down: readonly Down[];
  readonly notices?: readonly Notified[];
  readonly facts?: readonly object[];
};

const utc = (at: string): string => new Date(at).toISOString();

/** A case has the holidays as dates. */
const withDates = (policy: PolicyInput): object => {
  const { holidays = [] } = policy.calendar ?? {};
  if (!('country' in holidays)) return policy;
  const dates = holidaysBetween(holidays.country, HOLIDAYS_COVER.from, HOLIDAYS_COVER.to);
  return { ...policy, calendar: { ...policy.calendar, holidays: dates } };
};

/** Returns the amount of one customer's month under a policy, in minor units, evaluated long after the month. */
export const presetAmount = (
  policy: PolicyInput,
  { month, fee, down, notices = [], facts = [] }: PresetMonth,
): number => {
  const [assessment] = evaluateInput({
    month,
    asOf: '2028-01-01T00:00:00Z',
    policy: withDates(policy),
    components: [{ id: 'api', monitors: [], dependsOn: [] }],
    facts: [
      ...down.map(([start, end, impact], i) => ({
        kind: 'downtime',
        id: `${i}`,
        component: 'api',
        start: utc(start),
        end: utc(end),
        ...(impact === undefined ? {} : { impact }),
      })),
      ...notices.map(([recognizedAt, receivedAt, keys], i) => ({
        kind: 'notice',
        id: `${i}`,
        customer: 'acme',
        recognizedAt: utc(recognizedAt),
        receivedAt: utc(receivedAt),
        ...keys,
      })),
      ...facts,
    ],
    customers: [{ id: 'acme', components: ['api'], serviceFees: { amountMinor: fee, currency: 'USD' } }],
  });
  if (assessment === undefined) throw new Error('the case has one customer');
  return statementOf(assessment).amountMinor;
};
