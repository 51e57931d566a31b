import * as fc from 'fast-check';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { aCustomer, type CaseJson, type ClaimJson, type CreditJson, type PolicyJson } from './month-builder.ts';

/** Random months around October 2026, whose edges fall on quarters of an hour and a millisecond beside them. */

const START = Date.parse('2026-09-25T00:00:00Z');
const QUARTER = 900_000;
const DAYS = 42;
const iso = (ms: number): string => new Date(ms).toISOString();

const ms = fc
  .tuple(fc.nat({ max: DAYS * 96 }), fc.constantFrom(0, 0, 0, 1, -1))
  .map(([quarter, extra]) => START + quarter * QUARTER + extra);
export const arbitraryInstantText = ms.map(iso);
const length = fc.oneof(fc.nat({ max: 16 }), fc.nat({ max: 200 })).map((quarters) => (quarters + 1) * QUARTER);
const period = fc.tuple(ms, length).map(([start, ms]) => ({ start: iso(start), end: iso(start + ms) }));
const recorded = { recordedAt: fc.option(arbitraryInstantText, { nil: undefined }) };
const asOf = fc.oneof(
  { weight: 3, arbitrary: fc.constant('2026-12-20T00:00:00.000Z') },
  { weight: 2, arbitrary: arbitraryInstantText },
);

const COMPONENTS = ['web', 'voice'];
const component = fc.constantFrom(...COMPONENTS);
const name = fc.constantFrom('acme', 'globex', 'initech');
const service = fc.constantFrom('one', 'two');
const scope = fc.oneof(
  fc.constant({ all: true as const }),
  component.map((id) => ({ component: id })),
  name.map((id) => ({ customer: id })),
);
const impact = fc.constantFrom('100', '40', '0.01', '33.3');

const choice = <const T extends readonly unknown[]>(...of: T): fc.Arbitrary<T[number]> => fc.constantFrom(...of);

/** Leaves out keys that are undefined, as JSON does. */
const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

const kinds = {
  state: fc
    .record({
      kind: fc.constant('monitor-state' as const),
      monitor: fc.constantFrom('web-1', 'web-2', 'voice-1'),
      state: choice('OK', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'),
      at: ms,
      before: fc.option(length, { nil: undefined }),
      ...recorded,
    })
    .map(({ at, before, ...fact }) => ({
      ...fact,
      at: iso(at),
      since: before === undefined ? undefined : iso(at - before),
    })),
  downtime: fc
    .record({
      kind: fc.constant('downtime' as const),
      component,
      impact: fc.option(impact, { nil: undefined }),
      ...recorded,
    })
    .chain((fact) => period.map((time) => ({ ...fact, ...time }))),
  status: fc.record({
    kind: fc.constant('provider-status' as const),
    provider: fc.constant('twilio'),
    component: choice('T1', 'T2'),
    status: choice('operational', 'degraded_performance', 'partial_outage', 'major_outage'),
    at: arbitraryInstantText,
    ...recorded,
  }),
  maintenance: fc
    .record({
      kind: fc.constant('maintenance' as const),
      scope,
      announcedAt: arbitraryInstantText,
      requestedBy: choice('company', 'customer'),
      ...recorded,
    })
    .chain((fact) => period.map((time) => ({ ...fact, ...time }))),
  exclusion: fc
    .record({
      kind: fc.constant('exclusion' as const),
      reason: choice('third-party', 'force-majeure', 'policy-block'),
      scope,
      ...recorded,
    })
    .chain((fact) => period.map((time) => ({ ...fact, ...time }))),
  notice: fc
    .record({
      kind: fc.constant('notice' as const),
      customer: name,
      recognized: ms,
      late: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 3000 })),
      step: fc.option(choice('notice', 'claim'), { nil: undefined }),
      service: fc.option(service, { nil: undefined, freq: 3 }),
      month: fc.option(choice('2026-10', '2026-09'), { nil: undefined }),
      ...recorded,
    })
    .map(({ recognized, late, ...fact }) => ({
      ...fact,
      recognizedAt: iso(recognized),
      receivedAt: iso(recognized + late * QUARTER),
    })),
  retraction: fc
    .record({ of: fc.nat({ max: 11 }), reason: fc.constant('in error'), ...recorded })
    .map((fact) => ({ ...fact, kind: 'retraction' as const })),
};

const anyFact = fc.oneof(
  { weight: 5, arbitrary: kinds.state },
  { weight: 3, arbitrary: kinds.downtime },
  { weight: 2, arbitrary: kinds.status },
  { weight: 2, arbitrary: kinds.maintenance },
  { weight: 2, arbitrary: kinds.exclusion },
  { weight: 4, arbitrary: kinds.notice },
  { weight: 1, arbitrary: kinds.retraction },
);

/** Facts with distinct ids; a retraction is of one of those before it, or of no fact. */
export const facts: fc.Arbitrary<FactJson[]> = fc.array(anyFact, { maxLength: 24 }).map((list) =>
  list.map((fact, i): FactJson => {
    const id = `f${i}`;
    if (fact.kind !== 'retraction') return compact({ id, ...fact });
    const target = list[fact.of];
    return compact({ id, ...fact, of: { kind: target?.kind ?? 'notice', id: `f${fact.of}` } });
  }),
);

const amount = fc.oneof(
  choice(0, 1, 333, 500, 10_000).map((bps) => ({ bps })),
  fc.record({ serviceFeeDays: fc.nat({ max: 9 }), of: choice('month', '30-days', 'year') }),
);
const limit = choice(null, 0, 1, 3);
const lengths = choice('PT0S', 'PT30M', 'PT1H', 'PT2H');
const qualify = fc.record({ longerThan: lengths, summedOver: choice('period', 'day', 'month') });

export const perBlocks: fc.Arbitrary<CreditJson> = fc
  .record({
    qualify,
    block: choice('PT7M', 'PT30M', 'PT1H'),
    blocksWithin: choice('day', 'period', 'month'),
    allowance: fc.option(choice('0.01', '0.5').map((percent) => ({ percent }))),
    amount,
    maxPerPeriod: limit,
    maxPerDay: limit,
    maxPerMonth: limit,
  })
  .map(({ allowance, maxPerPeriod, maxPerDay, ...credit }) => ({
    kind: 'per-block',
    ...credit,
    ...(credit.blocksWithin === 'period' ? { maxPerPeriod } : {}),
    ...(credit.blocksWithin === 'month' ? { allowance } : { maxPerDay }),
  }));

const perOutages: fc.Arbitrary<CreditJson> = fc.record({
  kind: fc.constant('per-outage'),
  qualify,
  amount,
  maxPerDay: limit,
  maxPerMonth: limit,
});

const beyond = fc.record({
  from: choice('99.9', '99', '100'),
  step: choice('0.1', '0.3', '1'),
  amount,
  partialStep: choice('count', 'drop'),
});
const byAvailability = fc
  .tuple(
    fc.subarray(['100', '99.99', '99.9', '99', '95.5']),
    fc.array(amount, { minLength: 5, maxLength: 5 }),
    fc.option(beyond),
  )
  .map(([bounds, amounts, further]): CreditJson => ({
    kind: 'tiers',
    tiers: bounds.map((bound, i) => ({
      ...(i % 2 === 0 ? { below: bound } : { atMost: bound }),
      amount: amounts[i] ?? { bps: 0 },
    })),
    beyond:
      bounds.length === 0 ? (further ?? { from: '99', step: '1', amount: { bps: 1 }, partialStep: 'drop' }) : further,
  }));
const byLength = fc
  .tuple(
    choice('downtime', 'period'),
    fc.subarray(['PT0S', 'PT45M', 'PT3H', 'P1D'], { minLength: 1 }),
    fc.array(amount, { minLength: 4, maxLength: 4 }),
  )
  .map(([by, bounds, amounts]): CreditJson => ({
    kind: 'tiers',
    by,
    tiers: bounds.map((longerThan, i) => ({ longerThan, amount: amounts[i] ?? { bps: 0 } })),
  }));
export const tiers = fc.oneof(byAvailability, byLength);
export const proportional: fc.Arbitrary<CreditJson> = fc.record({
  kind: fc.constant('proportional'),
  multiplier: fc.integer({ min: 1, max: 50 }),
});
const credits = fc.oneof({ weight: 3, arbitrary: perBlocks }, perOutages, tiers, tiers, proportional);

const within = fc.oneof(
  choice('PT0S', 'PT24H', 'P30D'),
  choice({ days: 0 }, { days: 3 }, { businessDays: 0 }, { businessDays: 5 }, { months: 0 }, { months: 1 }),
);
const after = choice('outage-start', 'outage-end', 'recognition', 'month-end');
const claims: fc.Arbitrary<ClaimJson> = fc
  .record({
    accrual: choice('recognition', 'outage-start'),
    covers: choice('overlapping', 'outage', 'month'),
    leadTolerance: choice('PT0S', 'PT1H', 'P1D'),
    steps: fc
      .tuple(fc.shuffledSubarray(['notice', 'claim'] as const, { minLength: 1 }), within, within, after, after)
      .map(([names, a, b, first, second]) =>
        names.map((step, i) => ({ step, within: i === 0 ? a : b, after: i === 0 ? first : second })),
      ),
  })
  .map(({ accrual, ...claim }) => ({ ...claim, accrual: claim.covers === 'month' ? 'outage-start' : accrual }));

const downtime: fc.Arbitrary<NonNullable<PolicyJson['downtime']>> = fc
  .record({
    onset: choice('transition', 'datapoint'),
    insufficientData: choice('up', 'down', 'hold'),
    mergeGaps: choice('PT0S', 'PT5M', 'PT1H'),
    minimum: choice('PT0S', 'PT5M', 'PT31M'),
    wholeUnits: fc.option(fc.record({ unit: choice('PT1M', 'PT7M'), align: choice('elapsed', 'clock') })),
    impact: choice('any', 'any', 'share'),
  })
  .map(({ mergeGaps, wholeUnits, ...rest }) => (rest.impact === 'share' ? rest : { ...rest, mergeGaps, wholeUnits }));

const policies: fc.Arbitrary<PolicyJson> = fc.record({
  id: fc.constant('made'),
  version: fc.constant(1),
  timeZone: choice('UTC', 'America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kolkata'),
  target: choice('99.9', '100', '0'),
  calendar: fc.record({
    excludeWeekdays: fc.constantFrom<number[][]>([], [], [6, 7], [3]),
    holidays: fc.constantFrom<string[][]>([], ['2026-10-14'], ['2026-10-01', '2026-09-30']),
    hours: choice(null, null, { from: '08:00', to: '20:00' }, { from: '02:30', to: '24:00' }),
  }),
  exclusions: fc.record({
    effect: choice('remove', 'count-as-up'),
    maintenance: fc.record({
      minimumNotice: fc.oneof(choice('PT0S', 'PT24H'), choice({ businessDays: 0 }, { businessDays: 3 })),
      emergency: choice('downtime', 'excluded'),
      maxPerMonth: choice(null, 'PT0S', 'PT4H'),
    }),
    thirdParty: fc.record({ exclude: fc.boolean(), minimumStatus: choice('degraded_performance', 'partial_outage') }),
  }),
  downtime,
  claim: fc.option(claims),
  gate: choice('none', 'below-target'),
  credit: credits,
  caps: fc.array(
    fc.oneof(
      amount,
      fc.nat({ max: 90_000 }).map((amountMinor) => ({ amountMinor, currency: 'USD' })),
    ),
    {
      maxLength: 2,
    },
  ),
  payableAbove: fc.option(fc.nat({ max: 9000 }).map((amountMinor) => ({ amountMinor, currency: 'USD' }))),
  availabilityDecimals: choice(null, null, 0, 2),
});

/** The third customer uses the components of another one, or others. */
const used = fc.constantFrom(['web'], ['voice'], COMPONENTS);
const fee = fc
  .oneof(fc.nat({ max: 1_000_000 }), choice(0, 1, 3, 99_999_999_999))
  .map((amountMinor) => ({ amountMinor, currency: 'USD' }));

export const arbitraryMonth: fc.Arbitrary<CaseJson> = fc.record({
  month: choice('2026-10', '2026-10', '2026-09', '2026-11'),
  asOf,
  policy: policies,
  components: fc.constant([
    {
      id: 'web',
      monitors: ['web-1', { monitor: 'web-2', impact: '40' }],
      dependsOn: [{ provider: 'twilio', component: 'T1' }],
    },
    {
      id: 'voice',
      monitors: ['voice-1'],
      dependsOn: ['T1', 'T2'].map((of) => ({ provider: 'twilio', component: of })),
    },
  ]),
  facts,
  customers: fc.tuple(fee, fee, used, fc.boolean(), ms).map(([first, second, components, isAlways, activeFrom]) => [
    aCustomer({ serviceFees: first }),
    {
      id: 'globex',
      services: [
        { id: 'one', components: COMPONENTS, serviceFees: second },
        { id: 'two', components: ['voice'], serviceFees: first },
      ],
    },
    aCustomer({ id: 'initech', components, ...(isAlways ? {} : { activeFrom: iso(activeFrom) }) }),
  ]),
});
