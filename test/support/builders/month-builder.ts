import type * as z from 'zod/mini';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { component } from '../../../shared/domain/month/component-timeline.ts';
import type { customer } from '../../../shared/domain/facts/customer.ts';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import { type policy, shortFormSla } from '../../../shared/domain/policy/policy.ts';
import { type Statement, statementOf } from '../../../shared/domain/statement/statement.ts';
import { instantText } from './instant-text.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';

/**
 * Months for tests, as JSON. The defaults have no effect on credits: October 2026 in UTC, evaluated long after. Every
 * block has the contract's rate; there are no excluded days and no required notice.
 */

export type WirePolicy = z.input<typeof policy>;
export type WireCredit = WirePolicy['credit'];
export type WireCase = {
  readonly month: string;
  readonly asOf: string;
  readonly policy: WirePolicy;
  readonly components: readonly z.input<typeof component>[];
  readonly facts: readonly WireFact[];
  readonly customers: readonly z.input<typeof customer>[];
};

type Change = Partial<Omit<WirePolicy, 'notice'>> & { readonly notice?: Partial<WirePolicy['notice']> };

export const aPolicy = ({ notice, ...change }: Change = {}): WirePolicy => ({
  ...shortFormSla,
  timeZone: 'UTC',
  calendar: { excludeWeekdays: [], holidays: [] },
  credit: perPeriod(),
  ...change,
  notice: { ...shortFormSla.notice, required: false, ...notice },
});

type PerPeriod = Extract<WireCredit, { kind: 'per-period' }>;

/** Returns the contract's credit terms without its limits. */
export const perPeriod = (change: Partial<PerPeriod> = {}): PerPeriod => ({
  kind: 'per-period',
  longerThan: 'PT1H',
  block: 'PT30M',
  rateBps: 500,
  maxPerDay: null,
  maxPerMonth: null,
  cap: null,
  ...change,
});

export const aComponent = (id: string): WireCase['components'][number] => ({
  id,
  monitors: [`${id}-alarm`],
  dependsOn: [{ provider: 'twilio', component: 'T1' }],
});

export const aCustomer = (change: Partial<WireCase['customers'][number]> = {}): WireCase['customers'][number] => ({
  id: 'acme',
  components: ['web'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
  ...change,
});

export const aMonth = (change: Partial<WireCase> = {}): WireCase => ({
  month: '2026-10',
  asOf: '2026-12-05T00:00:00Z',
  policy: aPolicy(),
  components: [aComponent('web'), aComponent('voice')],
  facts: [],
  customers: [aCustomer()],
  ...change,
});

/** Returns downtime of the web application, from `14T17:00` to `14T18:00`. */
export const down = (start: string, end: string, component = 'web'): WireFact => ({
  kind: 'downtime',
  id: `${component} ${start}`,
  component,
  start: instantText(start),
  end: instantText(end),
});

/** Returns a notice of acme, received at once by default. */
export const notice = (recognizedAt: string, receivedAt = recognizedAt): WireFact => ({
  kind: 'notice',
  id: `notice ${recognizedAt} ${receivedAt}`,
  customer: 'acme',
  recognizedAt: instantText(recognizedAt),
  receivedAt: instantText(receivedAt),
});

/** Evaluates a case. Returns one statement for each customer. */
export const statements = (input: unknown): Statement[] => evaluateInput(input).map(statementOf);

/** Returns the statement of the first customer. */
export const statement = (change: Partial<WireCase> = {}): Statement => {
  const [first] = statements(aMonth(change));
  if (first === undefined) throw new Error('the case has no customer');
  return first;
};

/** Returns the faults of a rejected input. */
export const faultsOf = (input: unknown): readonly Fault[] => {
  try {
    evaluateInput(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
};
