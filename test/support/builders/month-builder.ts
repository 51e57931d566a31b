import type * as z from 'zod/mini';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import type { component } from '../../../shared/domain/month/component-timeline.ts';
import type { policy } from '../../../shared/domain/policy/policy.ts';
import { type Statement, statementOf } from '../../../shared/domain/statement/statement.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import { instantText } from './instant-text.ts';

/**
 * Months for tests, as JSON. The defaults change nothing: October 2026 in UTC, evaluated long after, the contract's credits without
 * limits, no calendar, no claim.
 */

export type PolicyJson = z.input<typeof policy>;
export type CreditJson = PolicyJson['credit'];
export type ClaimJson = NonNullable<PolicyJson['claim']>;
type FeesJson = { readonly amountMinor: number; readonly currency: string };
export type CustomerJson = {
  readonly id: string;
  readonly components?: readonly string[];
  readonly serviceFees?: FeesJson;
  readonly services?: readonly {
    readonly id: string;
    readonly components: readonly string[];
    readonly serviceFees: FeesJson;
  }[];
  readonly activeFrom?: string;
  readonly activeTo?: string;
};
export type CaseJson = {
  readonly month: string;
  readonly asOf: string;
  readonly policy: PolicyJson;
  readonly components: readonly z.input<typeof component>[];
  readonly facts: readonly FactJson[];
  readonly customers: readonly CustomerJson[];
};

export const aPolicy = (change: Partial<PolicyJson> = {}): PolicyJson => ({
  id: 'made',
  version: 1,
  timeZone: 'UTC',
  target: '99.9',
  credit: perBlock(),
  ...change,
});

export type PerBlockJson = Extract<CreditJson, { kind: 'per-block' }>;

/** The contract's credits, without its limits. */
export const perBlock = (change: Partial<PerBlockJson> = {}): PerBlockJson => ({
  kind: 'per-block',
  qualify: { longerThan: 'PT1H' },
  block: 'PT30M',
  amount: { bps: 500 },
  ...change,
});

/** The contract's claim: a notice within 24 hours of the end, with an hour's lead. */
export const aClaim = (change: Partial<ClaimJson> = {}): ClaimJson => ({
  leadTolerance: 'PT1H',
  steps: [{ step: 'notice', within: 'PT24H', after: 'outage-end' }],
  ...change,
});

export const aComponent = (id: string): CaseJson['components'][number] => ({
  id,
  monitors: [`${id}-alarm`],
  dependsOn: [{ provider: 'twilio', component: 'T1' }],
});

export const aCustomer = (change: Partial<CustomerJson> = {}): CustomerJson => ({
  id: 'acme',
  components: ['web'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
  ...change,
});

export const aMonth = (change: Partial<CaseJson> = {}): CaseJson => ({
  month: '2026-10',
  asOf: '2026-12-05T00:00:00Z',
  policy: aPolicy(),
  components: [aComponent('web'), aComponent('voice')],
  facts: [],
  customers: [aCustomer()],
  ...change,
});

/** Downtime of the web application, `14T17:00`, `14T18:00`. */
export const down = (start: string, end: string, component = 'web'): Extract<FactJson, { kind: 'downtime' }> => ({
  kind: 'downtime',
  id: `${component} ${start}`,
  component,
  start: instantText(start),
  end: instantText(end),
});

type NoticeJson = Extract<FactJson, { kind: 'notice' }>;

/** Acme's notice, received when it was recognised unless given otherwise. */
export const notice = (
  recognizedAt: string,
  receivedAt = recognizedAt,
  change: Partial<Pick<NoticeJson, 'step' | 'service' | 'month'>> = {},
): NoticeJson => ({
  kind: 'notice',
  id: `notice ${recognizedAt} ${receivedAt} ${JSON.stringify(change)}`,
  customer: 'acme',
  recognizedAt: instantText(recognizedAt),
  receivedAt: instantText(receivedAt),
  ...change,
});

type MaintenanceJson = Extract<FactJson, { kind: 'maintenance' }>;

/** The company's maintenance of everything, announced at the start of the month. */
export const maintenance = (start: string, end: string, change: Partial<MaintenanceJson> = {}): MaintenanceJson => ({
  kind: 'maintenance',
  id: `maintenance ${start}`,
  scope: { all: true },
  start: instantText(start),
  end: instantText(end),
  announcedAt: instantText('01T00:00'),
  requestedBy: 'company',
  ...change,
});

type ExclusionJson = Extract<FactJson, { kind: 'exclusion' }>;

/** An exclusion of everything. */
export const exclusion = (start: string, end: string, change: Partial<ExclusionJson> = {}): ExclusionJson => ({
  kind: 'exclusion',
  id: `exclusion ${start}`,
  reason: 'force-majeure',
  scope: { all: true },
  start: instantText(start),
  end: instantText(end),
  ...change,
});

/** Returns the statements of a case, one for each customer or service. */
export const statements = (input: unknown): Statement[] => evaluateInput(input).map(statementOf);

/** Returns the statement of the first customer. */
export const statement = (change: Partial<CaseJson> = {}): Statement => {
  const [first] = statements(aMonth(change));
  if (first === undefined) throw new Error('the case has no customer');
  return first;
};

/** Returns the faults for which an input is rejected; none if it is valid. */
export const faultsOf = (input: unknown): readonly Fault[] => {
  try {
    evaluateInput(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
};

/** Returns the faults of an input as `place: rule`. */
export const faultTexts = (input: unknown): string[] =>
  faultsOf(input).map(({ at: place, rule }) => `${place}: ${rule}`);
