import * as fc from 'fast-check';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import { aCustomer, type WireCase, type WireCredit, type WirePolicy } from './month-builder.ts';

/**
 * Months made by fast-check. All happens in or near October 2026, on few days and mostly on quarter hours. So
 * intervals touch, cross midnight, repeat and contradict each other, as in real months.
 */

const MINUTE = 60_000;
const START = Date.UTC(2026, 9, 1);
const iso = (ms: number): string => new Date(ms).toISOString();

const ms = fc
  .record({
    day: fc.constantFrom(-2, -1, 0, 3, 4, 13, 14, 30, 31),
    quarter: fc.integer({ min: 0, max: 95 }),
    jitter: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constantFrom(-1, 1, 59_999) },
    ),
  })
  .map(({ day, quarter, jitter }) => START + (day * 96 + quarter) * 15 * MINUTE + jitter);

export const arbitraryInstantText = ms.map(iso);

const length = fc.constantFrom(1, 5, 29, 30, 31, 60, 61, 90, 240, 1500).map((minutes) => minutes * MINUTE);
const window = fc.tuple(ms, length).map(([start, long]) => ({ start: iso(start), end: iso(start + long) }));

const late = fc.integer({ min: -2, max: 40 }).map((hours) => hours * 60 * MINUTE);
const asOf = fc.oneof(fc.constant(START + 40 * 1440 * MINUTE), ms).map(iso);
const recorded = { recordedAt: fc.option(arbitraryInstantText, { nil: undefined, freq: 4 }) };

const COMPONENTS = ['web', 'voice'];
const CUSTOMERS = ['acme', 'globex', 'initech'];
const component = fc.constantFrom(...COMPONENTS);
const name = fc.constantFrom(...CUSTOMERS);
const scope = fc.oneof(
  fc.constant({ all: true as const }),
  component.map((id) => ({ component: id })),
  name.map((customer) => ({ customer })),
);

const kinds = {
  state: fc
    .record({
      kind: fc.constant('monitor-state' as const),
      monitor: fc.constantFrom('web-1', 'web-2', 'voice-1'),
      state: fc.constantFrom('OK', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'),
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
    .record({ kind: fc.constant('downtime' as const), component, ...recorded })
    .chain((fact) => window.map((stretch) => ({ ...fact, ...stretch }))),
  status: fc.record({
    kind: fc.constant('provider-status' as const),
    provider: fc.constant('twilio'),
    component: fc.constantFrom('T1', 'T2'),
    status: fc.constantFrom('operational', 'degraded_performance', 'partial_outage', 'major_outage'),
    at: arbitraryInstantText,
    ...recorded,
  }),
  maintenance: fc
    .record({
      kind: fc.constant('maintenance' as const),
      scope,
      announcedAt: arbitraryInstantText,
      requestedBy: fc.constantFrom('company', 'customer'),
      ...recorded,
    })
    .chain((fact) => window.map((stretch) => ({ ...fact, ...stretch }))),
  exclusion: fc
    .record({
      kind: fc.constant('exclusion' as const),
      reason: fc.constantFrom('third-party', 'force-majeure', 'policy-block'),
      scope,
      ...recorded,
    })
    .chain((fact) => window.map((stretch) => ({ ...fact, ...stretch }))),
  notice: fc
    .record({ kind: fc.constant('notice' as const), customer: name, recognized: ms, late, ...recorded })
    .map(({ recognized, late, ...fact }) => {
      const receivedAt = iso(recognized + Math.max(0, late));
      return { ...fact, recognizedAt: iso(recognized), receivedAt };
    }),
  retraction: fc
    .record({ of: fc.nat({ max: 11 }), reason: fc.constant('in error'), ...recorded })
    .map((fact) => ({ ...fact, kind: 'retraction' as const })),
};

const said = fc.oneof(
  { weight: 5, arbitrary: kinds.state },
  { weight: 3, arbitrary: kinds.downtime },
  { weight: 2, arbitrary: kinds.status },
  { weight: 1, arbitrary: kinds.maintenance },
  { weight: 2, arbitrary: kinds.exclusion },
  { weight: 3, arbitrary: kinds.notice },
  { weight: 1, arbitrary: kinds.retraction },
);

/** Facts with unique ids. A retraction names an earlier fact or none. */
export const arbitraryFacts: fc.Arbitrary<WireFact[]> = fc.array(said, { maxLength: 24 }).map((list) =>
  list.map((fact, i): WireFact => {
    const id = `f${i}`;
    if (fact.kind !== 'retraction') return { id, ...fact };
    const target = list[fact.of];
    return { id, ...fact, of: { kind: target?.kind ?? 'notice', id: `f${fact.of}` } };
  }),
);

const cap = fc.oneof(
  fc.constant(null),
  fc.nat({ max: 40 }).map((serviceFeeDays) => ({ serviceFeeDays })),
  fc.nat({ max: 12_000 }).map((bps) => ({ bps })),
);
const limit = fc.constantFrom(null, 0, 1, 3);
const rateBps = fc.constantFrom(0, 1, 333, 500, 10_000);

export const arbitraryPerPeriodCredit: fc.Arbitrary<WireCredit> = fc.record({
  kind: fc.constant('per-period'),
  longerThan: fc.constantFrom('PT0S', 'PT30M', 'PT1H'),
  block: fc.constantFrom('PT7M', 'PT30M', 'PT1H'),
  rateBps,
  maxPerDay: limit,
  maxPerMonth: limit,
  cap,
});
const below = fc.constantFrom('99.99', '99.9', '99', '95.5', '100');
export const arbitraryTiers: fc.Arbitrary<WireCredit> = fc.record({
  kind: fc.constant('tiers'),
  tiers: fc.array(fc.record({ below, rateBps }), { maxLength: 3 }),
  cap,
});
const proportional: fc.Arbitrary<WireCredit> = fc.record({
  kind: fc.constant('proportional'),
  multiplier: fc.integer({ min: 1, max: 50 }),
  cap,
});

const choice = <const T extends readonly unknown[]>(...of: T): fc.Arbitrary<T[number]> => fc.constantFrom(...of);

const policy: fc.Arbitrary<WirePolicy> = fc.record({
  id: fc.constant('made'),
  version: fc.constant(1),
  timeZone: choice('UTC', 'America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kolkata'),
  target: choice('99.9', '100', '0'),
  calendar: fc.record({
    excludeWeekdays: fc.constantFrom<number[][]>([], [6, 7], [3]),
    holidays: fc.constantFrom<string[][]>([], ['2026-10-14'], ['2026-10-01', '2026-09-30']),
  }),
  maintenance: fc.record({ requireAdvanceNotice: fc.boolean() }),
  thirdParty: fc.record({ exclude: fc.boolean(), minimumStatus: choice('degraded_performance', 'partial_outage') }),
  insufficientData: choice('up', 'down', 'hold'),
  mergeGaps: choice('PT0S', 'PT5M', 'PT1H'),
  minimumPeriod: choice('PT0S', 'PT5M', 'PT31M'),
  onset: choice('transition', 'datapoint'),
  gate: choice('none', 'below-target'),
  notice: fc.record({
    required: fc.boolean(),
    within: choice('PT0S', 'PT24H', 'P30D'),
    from: choice('start', 'end', 'month-end'),
    leadTolerance: choice('PT0S', 'PT1H'),
  }),
  credit: fc.oneof({ weight: 3, arbitrary: arbitraryPerPeriodCredit }, arbitraryTiers, proportional),
});

/** The components of the third customer. */
const used = fc.constantFrom(['web'], ['voice'], COMPONENTS);
const fee = fc.oneof(fc.nat({ max: 1_000_000 }), choice(0, 1, 3, 99_999_999_999));

export const arbitraryMonth: fc.Arbitrary<WireCase> = fc.record({
  month: choice('2026-10', '2026-10', '2026-09', '2026-11'),
  asOf,
  policy,
  components: fc.constant([
    { id: 'web', monitors: ['web-1', 'web-2'], dependsOn: [{ provider: 'twilio', component: 'T1' }] },
    {
      id: 'voice',
      monitors: ['voice-1'],
      dependsOn: ['T1', 'T2'].map((of) => ({ provider: 'twilio', component: of })),
    },
  ]),
  facts: arbitraryFacts,
  customers: fc
    .tuple(fee, fee, used, fc.boolean(), ms)
    .map(([acme, globex, components, whole, activeFrom]) => [
      aCustomer({ serviceFees: { amountMinor: acme, currency: 'USD' } }),
      aCustomer({ id: 'globex', components: COMPONENTS, serviceFees: { amountMinor: globex, currency: 'JPY' } }),
      aCustomer({ id: 'initech', components, ...(whole ? {} : { activeFrom: iso(activeFrom) }) }),
    ]),
});
