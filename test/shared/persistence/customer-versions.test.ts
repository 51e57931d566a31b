import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionalPut, getItem, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { customerEntryKey, feesEntryKey } from '../../../shared/persistence/keys.ts';
import { loadCustomer, contractTermsOf, recordForMonth } from '../../../shared/persistence/load-customer.ts';
import {
  findProfile,
  type ProfileVersion,
  putFees,
  putProfile,
} from '../../../shared/persistence/customer-versions.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { markPublished, recordRevision } from '../../../shared/persistence/ledger.ts';
import { parse, InvalidInput } from '../../../shared/lib/validation.ts';
import {
  type ChargedFees,
  chargedFeesInput,
  customerRecord,
  customerRecordInput,
} from '../../../shared/persistence/customer-record.ts';
import type { Fees } from '../../../shared/domain/facts/customer.ts';
import { openMemoryTable } from '../../support/emulators/memory-table.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const JANUARY = instant('2026-01-01T00:00:00Z');
const JULY = instant('2026-07-01T00:00:00Z');
const AS_OF = instant('2026-11-02T20:00:00Z');
const OCTOBER = () => ({ start: instant('2026-10-01T00:00:00Z'), end: instant('2026-11-01T00:00:00Z') });

const aVersion = (
  id: string,
  recordedAt: number,
  changes: { readonly policy?: string | undefined; readonly name?: string; readonly components?: string[] } = {},
): ProfileVersion => ({
  profile: {
    id,
    name: 'Acme',
    components: ['voice'],
    activeFrom: JANUARY,
    serviceFees: { amountMinor: 310_000, currency: 'USD' },
    externalRefs: { stripe: 'cus_1' },
    ...changes,
  },
  recordedAt,
  by: 'desk',
});
const fees = (month: string, amountMinor: number, recordedAt: number) => ({
  month,
  fees: { amountMinor, currency: 'USD' },
  recordedAt,
  by: 'billing',
});

test('a record has versions, each in force until the next', async () => {
  const first = aVersion('versions', JANUARY);
  const second = aVersion('versions', JULY, { policy: 'plain-summary' });
  expect(await putProfile(dynamo.table, first)).toBe('created');
  expect(await putProfile(dynamo.table, second)).toBe('recorded');
  expect((await loadCustomer(dynamo.table, 'versions', '2026-10')).profiles).toEqual([first, second]);
  expect(await findProfile(dynamo.table, 'versions', JANUARY - 1)).toEqual(first.profile);
  expect(await findProfile(dynamo.table, 'nobody', JANUARY)).toBeUndefined();
  expect(await findProfile(dynamo.table, 'versions', JULY - 1)).toEqual(first.profile);
  expect(await findProfile(dynamo.table, 'versions', JULY)).toEqual(second.profile);
});

test('the same record again, and its keys in another order, writes nothing', async () => {
  await putProfile(dynamo.table, aVersion('again', JANUARY));
  const { name, ...rest } = aVersion('again', JULY).profile;
  const reordered = { ...aVersion('again', JULY), profile: { ...rest, name }, by: 'other' };
  expect(await putProfile(dynamo.table, reordered)).toBe('known');
  expect((await loadCustomer(dynamo.table, 'again', '2026-10')).profiles).toHaveLength(1);
});

test('a return to earlier content is a new version', async () => {
  await putProfile(dynamo.table, aVersion('back', JANUARY));
  await putProfile(dynamo.table, aVersion('back', JULY, { components: ['sms'] }));
  expect(await putProfile(dynamo.table, aVersion('back', JULY + 1))).toBe('recorded');
});

test.each([0, -1, -60_000])('a version of a clock %i ms off follows the last one', async (ms) => {
  const id = `skew${ms}`;
  await putProfile(dynamo.table, aVersion(id, JULY));
  expect(await putProfile(dynamo.table, aVersion(id, JULY + ms, { components: ['sms'] }))).toBe('recorded');
  const { profiles } = await loadCustomer(dynamo.table, id, '2026-10');
  expect(profiles.map(({ recordedAt }) => recordedAt)).toEqual([JULY, JULY + 1]);
  await putFees(dynamo.table, id, fees('2026-10', 1, JULY));
  expect(await putFees(dynamo.table, id, fees('2026-10', 2, JULY + ms))).toBe('recorded');
  expect((await loadCustomer(dynamo.table, id, '2026-10')).fees.map(({ recordedAt }) => recordedAt)).toEqual([
    JULY,
    JULY + 1,
  ]);
});

test('versions that are put at once are all recorded', async () => {
  const put = (policy: string) => putProfile(dynamo.table, aVersion('at-once', JULY, { policy }));
  await Promise.all(['a', 'b', 'c', 'd'].map(put));
  const { profiles } = await loadCustomer(dynamo.table, 'at-once', '2026-10');
  expect(profiles.map(({ profile }) => profile.policy ?? '').toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

test.each([
  [1, 'its list entry', 'created'],
  [6, 'the version', 'known'],
])('a version without an answer is recorded once: write %i, %s', async (write, _, outcome) => {
  expect(await putProfile(dynamo.losingAnAnswer(write), aVersion(`lost-${write}`, JULY))).toBe(outcome);
  expect((await loadCustomer(dynamo.table, `lost-${write}`, '2026-10')).profiles).toHaveLength(1);
});

test.each(['profile', 'fees'])('a crash before the version leaves a listed customer: %s', async (kind) => {
  const id = `crash-${kind}`;
  const put = (table: Table) =>
    kind === 'fees' ? putFees(table, id, fees('2026-10', 1, JULY)) : putProfile(table, aVersion(id, JULY));
  const entry = kind === 'fees' ? feesEntryKey(id, '2026-10', JULY) : customerEntryKey(id, undefined, JULY);
  // The activity, the external id and the list of external ids come first.
  await expect(put(dynamo.crashingAfter(kind === 'fees' ? 2 : 4))).rejects.toThrow(Crash);
  expect(await getItem(dynamo.table, entry)).toEqual(entry);
  const { profiles, fees: charged } = await loadCustomer(dynamo.table, id, '2026-10');
  expect([...profiles, ...charged]).toEqual([]);
  expect(await put(dynamo.table)).toBe('created');
  expect(await put(dynamo.table)).toBe('known');
});

test('one Query loads all items that a month needs', async () => {
  await putProfile(dynamo.table, aVersion('whole', JANUARY));
  await putFees(dynamo.table, 'whole', fees('2026-10', 280_000, JULY));
  const window = { recognizedAt: JULY, receivedAt: JULY, recordedAt: JULY };
  const notice = { kind: 'notice', id: 'whole/1', customer: 'whole', ...window } as const;
  const said = { text: 'No calls.' };
  await recordFact(dynamo.table, { fact: notice, by: 'desk', said });
  const of = { kind: 'notice', id: 'whole/1' } as const;
  await retractFact(dynamo.table, { of, reason: 'wrong', recordedAt: AS_OF, by: 'desk' });
  for (const month of ['2026-09', '2026-10', '2026-11']) {
    await recordRevision(dynamo.table, aRevision({ customer: 'whole', month }));
    await markPublished(dynamo.table, { customer: 'whole', month, revision: 1 }, AS_OF);
  }
  // Another customer, whose partition is beside this one's.
  await putProfile(dynamo.table, aVersion('whole-2', JANUARY));

  const loaded = await loadCustomer(dynamo.table, 'whole', '2026-10');
  expect(loaded.unreadable).toEqual([]);
  expect(loaded.profiles).toHaveLength(1);
  expect(loaded.fees).toEqual([fees('2026-10', 280_000, JULY)]);
  expect(loaded.facts).toMatchObject([notice, { kind: 'retraction', of, recordedAt: AS_OF }]);
  expect(loaded.records).toMatchObject([{ said }, { by: 'desk' }]);
  expect(loaded.revisions).toEqual(['2026-10', '2026-11'].map((month) => aRevision({ customer: 'whole', month })));
  expect(loaded.sent.map(({ month }) => month)).toEqual(['2026-10', '2026-11']);
});

test('a customer of more than a megabyte is loaded whole', async () => {
  const text = 'x'.repeat(150_000);
  for (let n = 0; n < 9; n += 1) {
    const window = { recognizedAt: JULY, receivedAt: JULY, recordedAt: JULY };
    const fact = { kind: 'notice', id: `large/${n}`, customer: 'large', ...window } as const;
    await recordFact(dynamo.table, { fact, by: 'desk', said: { text } });
  }
  await putProfile(dynamo.table, aVersion('large', JANUARY));
  const loaded = await loadCustomer(dynamo.table, 'large', '2026-10');
  expect(loaded.facts).toHaveLength(9);
  expect(loaded.profiles).toHaveLength(1);
});

test('the fees are those charged by asOf, or the recurring ones', async () => {
  await putProfile(dynamo.table, aVersion('terms', JANUARY));
  await putFees(dynamo.table, 'terms', fees('2026-10', 280_000, JULY));
  await putFees(dynamo.table, 'terms', fees('2026-10', 290_000, JULY + 2));
  await putFees(dynamo.table, 'terms', fees('2026-11', 1, JULY));
  const late = { ...aVersion('terms', AS_OF + 1, { policy: 'later' }), effectiveFrom: JULY };
  await putProfile(dynamo.table, late);
  const loaded = await loadCustomer(dynamo.table, 'terms', '2026-10');
  const feesAt = (asOf: number) => {
    const terms = contractTermsOf(loaded, '2026-10', asOf, OCTOBER);
    return terms.kind === 'terms' ? terms.contracts[0]?.contract.serviceFees.amountMinor : terms.reason;
  };
  expect([JULY - 1, JULY, JULY + 1, JULY + 2].map(feesAt)).toEqual([310_000, 280_000, 280_000, 290_000]);
  expect(contractTermsOf(loaded, '2026-10', AS_OF, OCTOBER)).toMatchObject({ kind: 'terms', record: { id: 'terms' } });
  expect(contractTermsOf(loaded, '2026-10', AS_OF, OCTOBER)).not.toHaveProperty('record.policy');
  expect(contractTermsOf(loaded, '2026-10', AS_OF + 1, OCTOBER)).toHaveProperty('record.policy', 'later');
  expect(feesAt(JANUARY - 1)).toBe('no record of this customer at 2025-12-31T23:59:59.999Z');
});

const charge = (id: string, fees: ChargedFees): Promise<unknown> =>
  putFees(dynamo.table, id, { month: '2026-10', fees, recordedAt: JULY, by: 'billing' });

const servicesOf = (...services: readonly (readonly [id: string, serviceFees?: Fees, policy?: string])[]) =>
  services.map(([id, serviceFees, policy]) => ({ id, components: ['voice'], serviceFees, policy }));

const usd = (amountMinor: number): Fees => ({ amountMinor, currency: 'USD' });

const putServices = (id: string, services: ReturnType<typeof servicesOf>): Promise<unknown> =>
  putProfile(dynamo.table, { profile: { id, name: id, services, policy: 'gold' }, recordedAt: JANUARY, by: 'desk' });

const termsOf = async (id: string) =>
  contractTermsOf(await loadCustomer(dynamo.table, id, '2026-10'), '2026-10', AS_OF, OCTOBER);

test('each service has its own fees and policy', async () => {
  await putServices('services', servicesOf(['calls', usd(100)], ['texts', usd(200), 'silver']));
  await charge('services', { services: { texts: usd(150) } });
  expect(await termsOf('services')).toMatchObject({
    contracts: [
      { contract: { customer: 'services', service: 'calls', serviceFees: usd(100) }, policy: 'gold' },
      { contract: { customer: 'services', service: 'texts', serviceFees: usd(150) }, policy: 'silver' },
    ],
  });
});

test.each<[string, ReturnType<typeof servicesOf>, ChargedFees | undefined, string]>([
  [
    'unpaid',
    servicesOf(['calls', usd(1)], ['texts']),
    undefined,
    'no fees of service texts for 2026-10, and no recurring fees',
  ],
  [
    'one-amount',
    servicesOf(['calls', usd(1)]),
    usd(5),
    'the fees of 2026-10 are one amount, and its record has services',
  ],
  [
    'unknown-service',
    servicesOf(['calls', usd(1)]),
    { services: { mail: usd(5) } },
    'the fees of 2026-10 name service mail, which its record does not have',
  ],
  [
    'two-currencies',
    servicesOf(['calls', usd(1)], ['texts', usd(1)]),
    { services: { texts: { amountMinor: 1, currency: 'EUR' } } },
    'its services have fees in several currencies (USD, EUR)',
  ],
])('blocks a customer of services: %s', async (id, services, charged, reason) => {
  await putServices(id, services);
  if (charged !== undefined) await charge(id, charged);
  expect(await termsOf(id)).toEqual({ kind: 'blocked', reason });
});

test('without any fee a customer is blocked for the month', async () => {
  const { serviceFees: _none, ...without } = aVersion('feeless', JANUARY).profile;
  await putProfile(dynamo.table, { profile: without, recordedAt: JANUARY, by: 'import' });
  await putFees(dynamo.table, 'feeless', fees('2026-11', 1, JULY));
  const loaded = await loadCustomer(dynamo.table, 'feeless', '2026-10');
  const reason = 'no fees for 2026-10, and no recurring fees';
  expect(contractTermsOf(loaded, '2026-10', AS_OF, OCTOBER)).toEqual({ kind: 'blocked', reason });
  expect(contractTermsOf(loaded, '2026-11', AS_OF, OCTOBER).kind).toBe('terms');
});

test('an unreadable item blocks its customer and loads the rest', async () => {
  await putProfile(dynamo.table, aVersion('broken', JANUARY));
  await conditionalPut(dynamo.table, {
    pk: 'customer#broken',
    sk: 'profile#2026-09-01T00:00:00.000Z',
    profile: { id: 7 },
  });
  await conditionalPut(dynamo.table, { pk: 'customer#broken', sk: 'fox' });
  const loaded = await loadCustomer(dynamo.table, 'broken', '2026-10');
  expect(loaded.profiles).toHaveLength(1);
  expect(loaded.unreadable).toHaveLength(2);
  const terms = contractTermsOf(loaded, '2026-10', AS_OF, OCTOBER);
  expect(terms).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('profile#2026-09-01') });
});

const wire = {
  id: 'acme',
  name: 'Acme',
  components: ['voice'],
  activeFrom: '2026-01-01T00:00:00.000Z',
  activeTo: '2026-12-31T00:00:00Z',
  serviceFees: { amountMinor: 0, currency: 'USD' },
};

test('a record is parsed with instants as milliseconds', () => {
  expect(parse(customerRecord, wire)).toEqual({
    ...wire,
    activeFrom: JANUARY,
    activeTo: instant('2026-12-31T00:00:00Z'),
  });
});

test.each([
  ['components', { components: [] }, 'no components'],
  ['activeTo', { activeTo: '2026-01-01T00:00:00Z' }, 'not after activeFrom'],
  ['activeFrom', { activeFrom: '2026-02-30T00:00:00Z' }, 'not an instant in UTC'],
  ['serviceFees.amountMinor', { serviceFees: { amountMinor: -1, currency: 'USD' } }, 'below zero'],
  ['serviceFees.amountMinor', { serviceFees: { amountMinor: 1.5, currency: 'USD' } }, 'not a whole number'],
  ['serviceFees.currency', { serviceFees: { amountMinor: 1, currency: 'usd' } }, 'not an ISO 4217 code'],
  ['serviceFees', { serviceFees: 100 }, 'not an object'],
  ['id', { id: 'a#b' }, 'not 1 to 100 of'],
  ['externalRefs.stripe', { externalRefs: { stripe: 7 } }, 'not text'],
  ['colour', { colour: 'blue' }, 'not a known key'],
])('rejects a record at the place of its fault: %s', (place, changes, rule) => {
  const taken = (): unknown => parse(customerRecordInput, { ...wire, ...changes });
  expect(taken).toThrow(InvalidInput);
  expect(taken).toThrow(`${place}: ${rule}`);
});

const { components: _used, serviceFees: _fees, ...identity } = wire;
const calls = { id: 'calls', components: ['voice'], serviceFees: { amountMinor: 5, currency: 'USD' } };
const ofServices = (...services: readonly object[]) => ({ ...identity, services });

test('a record may have services', () => {
  const services = [calls, { id: 'texts', name: 'Messages', components: ['sms'], policy: 'silver' }];
  expect(parse(customerRecord, ofServices(...services))).toMatchObject({ services });
});

test.each([
  ['services', { ...ofServices(calls), components: ['voice'] }, 'services beside components or serviceFees'],
  ['services', ofServices(), 'no services'],
  ['services[1].id', ofServices(calls, calls), 'a service twice'],
  ['services[0].id', ofServices({ ...calls, id: 'a b' }), 'not 1 to 100 of'],
  ['services[0].components', ofServices({ ...calls, components: [] }), 'no components'],
  ['services[0].colour', ofServices({ ...calls, colour: 'blue' }), 'not a known key'],
  [
    'services[1].serviceFees.currency',
    ofServices(calls, { ...calls, id: 'texts', serviceFees: { amountMinor: 5, currency: 'EUR' } }),
    'not the currency of the first service (USD)',
  ],
])('rejects services at the place of the fault: %s', (place, record, rule) => {
  expect(() => parse(customerRecord, record)).toThrow(`${place}: ${rule}`);
});

test.each([
  ['services', { services: {} }, 'no services'],
  ['services.calls.amountMinor', { services: { calls: { amountMinor: -1, currency: 'USD' } } }, 'below zero'],
  [
    'services.__proto__',
    JSON.parse('{"services": {"__proto__": {"amountMinor": 1, "currency": "USD"}}}'),
    'not a name',
  ],
  [
    'services.texts.currency',
    { services: { calls: { amountMinor: 1, currency: 'USD' }, texts: { amountMinor: 1, currency: 'EUR' } } },
    'not the currency of the first service (USD)',
  ],
  ['currency', { amountMinor: 1, currency: 'usd' }, 'not an ISO 4217 code'],
])('rejects charged fees at the place of the fault: %s', (place, fees, rule) => {
  expect(() => parse(chargedFeesInput, fees)).toThrow(`${place}: ${rule}`);
});

describe('the record of a month', () => {
  // Thousands of requests; an emulator takes a minute for them on a busy machine.
  const memory = openMemoryTable();
  const [START, END] = [instant('2026-10-01T00:00:00Z'), instant('2026-11-01T00:00:00Z')];
  const near = fc.constantFrom(START - 1, START, START + 1, END - 1, END, END + 1, JULY, AS_OF);
  const changes = fc.array(
    fc.record({
      policy: fc.constantFrom(undefined, 'late zone', 'early zone'),
      name: fc.constantFrom('A', 'B'),
      clock: near,
      effectiveFrom: fc.option(near, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  /** Each policy counts the month in a zone of its own. */
  const ends = new Map<string | undefined, number>([
    ['late zone', END + 2],
    ['early zone', END - 2],
  ]);
  const intervalOf = (policy: string | undefined) => ({ start: START, end: ends.get(policy) ?? END });

  test('is the version in force at its end, under the newest name', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(changes, near, async (puts, asOf) => {
        const id = `model-${(run += 1)}`;
        const model: { from: number; at: number; policy: string | undefined; name: string }[] = [];
        for (const { policy, name, clock, effectiveFrom } of puts) {
          const outcome = await putProfile(memory, {
            ...aVersion(id, clock, { policy, name }),
            effectiveFrom,
          });
          const at = Math.max(clock, (model.at(-1)?.at ?? -Infinity) + 1);
          if (outcome !== 'known') model.push({ from: effectiveFrom ?? at, at, policy, name });
        }
        const loaded = await loadCustomer(memory, id, '2026-10');
        expect(loaded.profiles.map(({ recordedAt }) => recordedAt)).toEqual(model.map(({ at }) => at));
        const recorded = model.filter(({ at }) => at <= asOf);
        let due = recorded[0];
        let latest = -Infinity;
        for (const version of recorded) {
          if (version.from >= intervalOf(version.policy).end || version.from < latest) continue;
          latest = version.from;
          due = version;
        }
        const found = recordForMonth(loaded, asOf, intervalOf);
        expect(found?.policy).toBe(due?.policy);
        expect(found?.name).toBe(due === undefined ? undefined : model.at(-1)?.name);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['an explicit effect', END, 'recorded', undefined],
    ['the effect of its recording', undefined, 'known', 'early zone'],
  ])('keeps the same record with %s against an earlier effect', async (_, effectiveFrom, outcome, policy) => {
    const id = `same-${outcome}`;
    await putProfile(memory, aVersion(id, JULY));
    expect(await putProfile(memory, { ...aVersion(id, JULY + 2), effectiveFrom })).toBe(outcome);
    const correction = { ...aVersion(id, JULY + 3, { policy: 'early zone' }), effectiveFrom: JULY + 1 };
    expect(await putProfile(memory, correction)).toBe('recorded');
    expect((await findProfile(memory, id, END))?.policy).toBe(policy);
  });

  test('does not depend on puts of the record that is in force', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(changes, near, async (puts, asOf) => {
        const id = `known-${(run += 1)}`;
        const all: ProfileVersion[] = [];
        for (const { policy, name, clock, effectiveFrom } of puts) {
          const recordedAt = Math.max(clock, (all.at(-1)?.recordedAt ?? -Infinity) + 1);
          const version = { ...aVersion(id, recordedAt, { policy, name }), effectiveFrom };
          const outcome = await putProfile(memory, version);
          // A known version without an effect of its own holds no longer than the version in force.
          if (outcome !== 'known' || effectiveFrom !== undefined) all.push(version);
        }
        const loaded = await loadCustomer(memory, id, '2026-10');
        const last = Math.max(asOf, all.at(-1)?.recordedAt ?? 0);
        expect(recordForMonth(loaded, last, intervalOf)).toEqual(
          recordForMonth({ ...loaded, profiles: all }, last, intervalOf),
        );
      }),
      { numRuns: 100 },
    );
  });
});
