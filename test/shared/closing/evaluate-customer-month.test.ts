import { describe, expect, test } from 'vitest';
import { evaluateCustomerMonth } from '../../../shared/closing/evaluate-customer-month.ts';
import { type Month, prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { parse, InvalidInput } from '../../../shared/lib/validation.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { aConfig, openPolicy, aDeployment } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';

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

const work = (change: Partial<LoadedCustomer>, monthOf: () => Promise<Month> = october) => {
  const loaded: LoadedCustomer = {
    id: 'acme',
    profiles: [version(ACME, EARLY)],
    fees: [],
    facts: [],
    records: [],
    revisions: [],
    sent: [],
    unreadable: [],
    ...change,
  };
  const deployment = aDeployment(CONFIG);
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

  test('whose policy cannot be resolved; a failure of ours is thrown', async () => {
    const unusable = new InvalidInput([{ at: 'calendar.holidays', rule: 'not covered' }]);
    expect(await work({}, () => Promise.reject(unusable))).toEqual({
      kind: 'blocked',
      reason: 'calendar.holidays: not covered',
    });
    await expect(work({}, () => Promise.reject(new Error('the table is away')))).rejects.toThrow('the table is away');
  });

  test('whose amount before capping is more than JSON carries exactly; uncredited, the same fees are no reason', async () => {
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
  test("are the month's, else the standing ones; the last known at the instant of the closing", async () => {
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
  test('a notice of the month that matches no downtime, and not at one that does', async () => {
    const facts = [
      notice('matched', '2026-10-14T17:30:00Z'),
      notice('lost', '2026-10-20T00:00:00Z'),
      notice('of another month', '2026-09-20T00:00:00Z'),
    ];
    expect(await attention({ facts })).toEqual([
      { kind: 'notice-without-downtime', subject: 'lost', customer: 'acme' },
    ]);
  });

  test('terms that changed within the month, and not at the first ones nor at those of later', async () => {
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
])(
  'of $notices notices that match nothing at most twenty are listed, the last with how many more',
  async ({ notices, last }) => {
    const facts = Array.from({ length: notices }, (_, n) => notice(`n${n}`, '2026-10-20T12:00:00Z'));
    const worked = await work({ facts });
    const listed = worked.kind === 'assessed' ? worked.attention.filter(({ subject }) => /^n\d/.test(subject)) : [];
    expect(listed).toHaveLength(20);
    expect(listed.map(({ note }) => note)).toEqual([...Array.from({ length: 19 }, () => undefined), last]);
  },
);
