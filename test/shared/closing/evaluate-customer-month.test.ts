import { describe, expect, test } from 'vitest';
import { evaluateCustomerMonth } from '../../../shared/closing/evaluate-customer-month.ts';
import type { MonthRequest } from '../../../shared/closing/load-month.ts';
import { type Month, prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { parse, InvalidInput } from '../../../shared/lib/validation.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { aConfig, openPolicy, aDeployment } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aClaim, type PolicyJson } from '../../support/builders/month-builder.ts';

const AS_OF = instant('2026-11-02T12:00:00Z');
const CONFIG = aConfig();
const WINDOW = { start: instant('2026-10-14T17:00:00Z'), end: instant('2026-10-14T19:00:00Z') };

const october = async (): Promise<Month> =>
  prepareMonth({
    month: '2026-10',
    asOf: AS_OF,
    policy: parse(policy, { ...openPolicy, claim: shortFormSla.claim }),
    components: [{ id: 'web', monitors: [], dependsOn: [] }],
    facts: [{ kind: 'downtime', id: 'd', component: 'web', ...WINDOW }],
  });

/** The same month under a policy that credits twice the fees. */
const generous = async (): Promise<Month> =>
  prepareMonth({
    ...(await october()),
    policy: parse(policy, { ...openPolicy, credit: { ...openPolicy.credit, amount: { bps: 20_000 } } }),
  });

const ACME: CustomerRecord = {
  id: 'acme',
  name: 'Acme',
  components: ['web'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
};
const version = (profile: CustomerRecord, recordedAt: string) => ({
  profile,
  recordedAt: instant(recordedAt),
  by: 'a test',
});
const EARLY = '2026-01-01T00:00:00Z';

const work = (
  change: Partial<LoadedCustomer>,
  monthOf: (request: MonthRequest) => Promise<Month> = october,
  config = CONFIG,
) => {
  const loaded: LoadedCustomer = {
    id: 'acme',
    profiles: [version(ACME, EARLY)],
    fees: [],
    facts: [],
    records: [],
    revisions: [],
    sent: [],
    goodwill: [],
    approvals: [],
    unreadable: [],
    ...change,
  };
  const deployment = aDeployment(config);
  return evaluateCustomerMonth(loaded, { month: '2026-10', asOf: AS_OF }, deployment, monthOf);
};

const notice = (id: string, recognizedAt: string) => ({
  kind: 'notice' as const,
  id,
  customer: 'acme',
  recognizedAt: instant(recognizedAt),
  receivedAt: instant(recognizedAt),
});

describe('a customer is blocked, with the reason,', () => {
  test.each([
    ['without a record', { profiles: [] }, 'no record of this customer at 2026-11-02T12:00:00.000Z'],
    [
      'with one that came after the instant of the closing',
      { profiles: [version(ACME, '2026-11-02T12:00:00.001Z')] },
      'no record of this customer at 2026-11-02T12:00:00.000Z',
    ],
    [
      'without fees',
      { profiles: [version({ ...ACME, serviceFees: undefined }, EARLY)] },
      'no fees for 2026-10, and no recurring fees',
    ],
    [
      'with a component that is not configured any more',
      { profiles: [version({ ...ACME, components: ['web', 'fax'] }, EARLY)] },
      'its component fax is not configured',
    ],
    ['with a record that cannot be read', { unreadable: ['an item'] }, 'its record is unusable: an item'],
    [
      'with a record of which much cannot be read',
      { unreadable: ['a', 'b', 'c', 'd', 'e'] },
      'its record is unusable: a; b; c; and 2 more',
    ],
  ])('%s', async (_, change, reason) => {
    expect(await work(change)).toEqual({ kind: 'blocked', reason });
  });

  test('if its policy cannot be resolved; an internal error is thrown', async () => {
    const unusable = new InvalidInput([{ at: 'calendar.holidays', rule: 'not covered' }]);
    expect(await work({}, () => Promise.reject(unusable))).toEqual({
      kind: 'blocked',
      reason: 'calendar.holidays: not covered',
    });
    await expect(work({}, () => Promise.reject(new Error('the table is away')))).rejects.toThrow('the table is away');
  });

  test('if its amount before capping is not a safe integer', async () => {
    const serviceFees = { amountMinor: Number.MAX_SAFE_INTEGER, currency: 'USD' };
    const profiles = [version({ ...ACME, serviceFees }, EARLY)];
    expect(await work({ profiles, facts: [notice('n', '2026-10-14T17:00:00Z')] }, generous)).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(
        /^serviceFees\.amountMinor: the amount before capping is more than JSON carries exactly/,
      ),
    });
    expect(await work({ profiles })).toMatchObject({ kind: 'assessed' });
  });
});

const charged = (amountMinor: number, recordedAt: string) => ({
  month: '2026-10',
  fees: { amountMinor, currency: 'USD' },
  recordedAt: instant(recordedAt),
  by: 'a test',
});

const feeOf = async (change: Partial<LoadedCustomer>): Promise<number | undefined> => {
  const worked = await work(change);
  return worked.kind === 'assessed' ? worked.customerMonth.statements[0]?.explanation.credit.feeMinor : undefined;
};

describe('fees', () => {
  test('charged for the month replace recurring fees, as of the closing', async () => {
    expect(await feeOf({})).toBe(100_000);
    const fees = [charged(1, EARLY), charged(2, '2026-11-01T00:00:00Z'), charged(3, '2026-11-03T00:00:00Z')];
    expect(await feeOf({ fees })).toBe(2);
    expect(await feeOf({ fees: fees.map((each) => ({ ...each, month: '2026-09' })) })).toBe(100_000);
  });
});

const attention = async (change: Partial<LoadedCustomer>) => {
  const worked = await work(change);
  return worked.kind === 'assessed' ? worked.attention : worked;
};

describe('a person should look at', () => {
  test('a notice that matches no downtime is listed', async () => {
    const facts = [
      notice('matched', '2026-10-14T17:30:00Z'),
      notice('lost', '2026-10-20T00:00:00Z'),
      notice('of another month', '2026-09-20T00:00:00Z'),
    ];
    expect(await attention({ facts })).toEqual([
      { kind: 'notice-without-downtime', subject: 'lost', customer: 'acme' },
    ]);
  });

  test('terms that changed within the month are listed', async () => {
    const first = version(ACME, '2026-10-05T00:00:00Z');
    const changes = ['2026-10-20T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z'];
    const profiles = [first, ...changes.map((instant) => version(ACME, instant))];
    expect(await attention({ profiles, facts: [notice('matched', '2026-10-14T17:30:00Z')] })).toEqual([
      { kind: 'terms-changed', subject: '2026-10-20T00:00:00.000Z', customer: 'acme' },
    ]);
  });
});

test.each([
  { notices: 20, last: undefined },
  { notices: 21, last: 'and 1 more' },
  { notices: 500, last: 'and 480 more' },
])('at most twenty of $notices unmatched notices are listed', async ({ notices, last }) => {
  const facts = Array.from({ length: notices }, (_, n) => notice(`n${n}`, '2026-10-20T12:00:00Z'));
  const worked = await work({ facts });
  const listed = worked.kind === 'assessed' ? worked.attention.filter(({ subject }) => /^n\d/.test(subject)) : [];
  expect(listed).toHaveLength(20);
  expect(listed.map(({ note }) => note)).toEqual([...Array.from({ length: 19 }, () => undefined), last]);
});

const SERVICES: CustomerRecord = {
  id: 'acme',
  name: 'Acme',
  services: [
    { id: 'calls', components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' }, policy: 'one' },
    { id: 'mail', components: ['web'], serviceFees: { amountMinor: 50_000, currency: 'USD' }, policy: 'two' },
  ],
};

/** Returns October under the policy that is requested, with other terms of policy `two`. */
const underTwo =
  (change: Partial<PolicyJson>) =>
  async ({ policy: id }: MonthRequest): Promise<Month> =>
    prepareMonth({
      ...(await october()),
      policy: parse(policy, { ...openPolicy, id, ...(id === 'two' ? change : {}) }),
    });

describe('a customer with services', () => {
  const ofServices = { profiles: [version(SERVICES, EARLY)] };

  test('has a statement for each service, and their sum', async () => {
    const month = await work(ofServices, underTwo({ credit: { ...openPolicy.credit, amount: { bps: 1000 } } }));
    expect(month).toMatchObject({
      customerMonth: {
        customer: 'acme',
        amountMinor: 10_000,
        currency: 'USD',
        statements: [
          { service: 'calls', amountMinor: 5000, explanation: { policy: { id: 'one' } } },
          { service: 'mail', amountMinor: 5000, explanation: { policy: { id: 'two' } } },
        ],
      },
    });
  });

  test('is blocked where policies differ in apply', async () => {
    expect(await work(ofServices, underTwo({ apply: 'next-invoice' }))).toEqual({
      kind: 'blocked',
      reason: 'its policies differ in apply: one has incident-month, two has next-invoice',
    });
    expect(await work(ofServices, underTwo({ apply: 'incident-month' }))).toMatchObject({ kind: 'assessed' });
  });

  test.each<[string, Partial<PolicyJson>]>([
    ['a cap', { caps: [{ amountMinor: 5, currency: 'EUR' }] }],
    ['the smallest payment', { payableAbove: { amountMinor: 5, currency: 'EUR' } }],
  ])('is blocked where %s has another currency', async (_, change) => {
    const reason = 'its fees are in USD, and policy two has an amount in EUR';
    expect(await work(ofServices, underTwo(change))).toEqual({ kind: 'blocked', reason });
  });

  test('is blocked where one component is not configured', async () => {
    const profile = { ...SERVICES, services: [{ id: 'fax', components: ['web', 'fax'] }] };
    const fees = [{ month: '2026-10', fees: { services: { fax: { amountMinor: 1, currency: 'USD' } } } }];
    const charged = fees.map((one) => ({ ...one, recordedAt: instant(EARLY), by: 'a test' }));
    const reason = 'its component fax is not configured';
    expect(await work({ profiles: [version(profile, EARLY)], fees: charged })).toEqual({ kind: 'blocked', reason });
  });

  test('lists pending outages by service', async () => {
    const later = { claim: aClaim({ steps: [{ step: 'claim', within: 'P30D', after: 'month-end' }] }) };
    const month = await work(ofServices, underTwo(later));
    expect(month.kind === 'assessed' ? month.attention : month).toEqual([
      { kind: 'downtime-pending-notice', customer: 'acme', subject: '2026-10-14T17:00:00.000Z', note: 'service mail' },
    ]);
  });

  test.each([
    ['that names a service counts for it', { service: 'mail' }, []],
    ['that names no service counts for all', {}, []],
    ['that names an unknown service is listed', { service: 'fax' }, ['n']],
    ['of another step is listed', { step: 'claim' as const }, ['n']],
  ])('a notice %s', async (_, change, listed) => {
    const claims = { claim: aClaim() };
    const facts = [{ ...notice('n', '2026-10-14T17:30:00Z'), ...change }];
    const month = await work({ ...ofServices, facts }, async ({ policy: id }) =>
      prepareMonth({ ...(await october()), policy: parse(policy, { ...openPolicy, id, ...claims }) }),
    );
    const unmatched =
      month.kind === 'assessed' ? month.attention.filter(({ kind }) => kind === 'notice-without-downtime') : [];
    expect(unmatched.map(({ subject }) => subject)).toEqual(listed);
  });
});

test('a claim that names its month is reviewed in that month', async () => {
  const claim = aClaim({
    covers: 'month',
    accrual: 'outage-start',
    steps: [{ step: 'notice', within: 'P30D', after: 'month-end' }],
  });
  const monthly = async (): Promise<Month> =>
    prepareMonth({ ...(await october()), facts: [], policy: parse(policy, { ...openPolicy, claim }) });
  const facts = [
    { ...notice('for october', '2026-11-01T10:00:00Z'), month: '2026-10' },
    { ...notice('for september', '2026-10-05T10:00:00Z'), month: '2026-09' },
  ];
  const month = await work({ facts }, monthly);
  expect(month.kind === 'assessed' ? month.attention.map(({ subject }) => subject) : month).toEqual(['for october']);
});

test('an automatic credit lists notices outside of all outages', async () => {
  const facts = [notice('matched', '2026-10-14T17:30:00Z'), notice('lost', '2026-10-20T00:00:00Z')];
  const month = await work({ facts }, underTwo({}));
  expect(month.kind === 'assessed' ? month.attention.map(({ subject }) => subject) : month).toEqual(['lost']);
});
