import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveFacts, ofKind } from '../../../shared/domain/facts/effective-facts.ts';
import type { Fact, FactOf } from '../../../shared/domain/facts/facts.ts';
import { monitorDown } from '../../../shared/domain/facts/state-intervals.ts';
import { recordFact, type RecordedFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import type { EvidenceFact } from '../../../shared/persistence/keys.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { openMemoryTable } from '../../support/emulators/memory-table.ts';

// The last test sends thousands of requests; an emulator takes a minute for them on a busy machine.
const table = openMemoryTable();

const NOTHING = { monitors: [], providerComponents: [], components: [] };
const HOUR = 3_600_000;
const DAY_START = instant('2026-10-14T00:00:00Z');
const hour = (n: number): number => DAY_START + n * HOUR;

type State = RecordedFact<FactOf<'monitor-state'>>;
const aState = (monitor: string, state: State['state'], hourOfDay: number, changes: Partial<State> = {}): State => ({
  kind: 'monitor-state',
  id: `${monitor} ${hourOfDay} ${state}`,
  monitor,
  state,
  at: hour(hourOfDay),
  recordedAt: hour(hourOfDay),
  ...changes,
});
const record = async (...facts: RecordedFact<EvidenceFact>[]): Promise<void> => {
  for (const fact of facts) await recordFact(table, { fact, by: 'test' });
};
const retract = (fact: EvidenceFact, recordedAt: number) =>
  retractFact(table, { of: { kind: fact.kind, id: fact.id }, reason: 'wrong', recordedAt, by: 'test' });
const loadMonitor = (monitor: string, from: number, to: number, asOf = hour(1000)) =>
  loadSharedFacts(table, { ...NOTHING, monitors: [monitor] }, { from: hour(from), to: hour(to) }, asOf);
const ids = (facts: readonly Fact[]): string[] => facts.map(({ id }) => id).toSorted();

test('states are read from the last decisive one to the end', async () => {
  const states = [
    aState('m1', 'ALARM', 1),
    aState('m1', 'OK', 2),
    aState('m1', 'ALARM', 3),
    aState('m1', 'INSUFFICIENT_DATA', 4),
    aState('m1', 'OK', 5),
    aState('m1', 'ALARM', 8),
    aState('m1', 'OK', 9),
  ];
  await record(...states);
  expect(ids(await loadMonitor('m1', 5, 8))).toEqual(ids(states.slice(1, 6)));
  expect(ids(await loadMonitor('m1', 6, 7))).toEqual(ids(states.slice(4, 5)));
  expect(ids(await loadMonitor('m1', 4.5, 4.6))).toEqual(ids(states.slice(1, 4)));
  expect(ids(await loadMonitor('m1', 0, 0.5))).toEqual([]);
});

test('a retracted or later state does not decide the start', async () => {
  const alarm = aState('m2', 'ALARM', 1);
  const wrong = aState('m2', 'OK', 2);
  const late = aState('m2', 'OK', 3, { recordedAt: hour(50) });
  await record(alarm, wrong, late);
  await retract(wrong, hour(20));
  const all = [alarm.id, wrong.id, late.id, `monitor-state ${wrong.id}`].toSorted();
  expect(ids(await loadMonitor('m2', 4, 10, hour(30)))).toEqual(all);
  // Before the retraction was recorded, its state counts.
  expect(ids(await loadMonitor('m2', 4, 10, hour(10)))).not.toContain(alarm.id);
  expect(ids(await loadMonitor('m2', 4, 10, hour(60)))).not.toContain(wrong.id);
});

test('both of two states at one instant are read', async () => {
  const first = aState('m3', 'OK', 1, { id: 'm3 z', recordedAt: hour(1) });
  const second = aState('m3', 'ALARM', 1, { id: 'm3 a', recordedAt: hour(2) });
  await record(first, second);
  expect(ids(await loadMonitor('m3', 2, 3))).toEqual(['m3 a', 'm3 z']);
});

test('the way back goes on over many pages', async () => {
  const states = [aState('m4', 'OK', 0)];
  for (let n = 1; n <= 45; n += 1) states.push(aState('m4', n % 2 === 0 ? 'ALARM' : 'INSUFFICIENT_DATA', n));
  await record(...states);
  expect(await loadMonitor('m4', 50, 60)).toHaveLength(46);
});

test('the last status of a provider component decides', async () => {
  const code = { provider: 'twilio', component: 'abcdefghijkl' };
  const status = (n: number, said: FactOf<'provider-status'>['status']) =>
    ({ kind: 'provider-status', id: `u${n}`, ...code, status: said, at: hour(n), recordedAt: hour(n) }) as const;
  await record(
    status(1, 'operational'),
    status(2, 'major_outage'),
    status(5, 'operational'),
    status(9, 'major_outage'),
  );
  const subjects = { ...NOTHING, providerComponents: [code, code] };
  const loaded = await loadSharedFacts(table, subjects, { from: hour(3), to: hour(6) }, hour(10));
  expect(ids(loaded)).toEqual(['u2', 'u5']);
});

test('periods are read to the end with their retractions', async () => {
  const window = { start: hour(1), end: hour(2), recordedAt: hour(1) };
  const excluded = { kind: 'exclusion', reason: 'force-majeure', ...window } as const;
  const maintained = { kind: 'maintenance', announcedAt: hour(0), requestedBy: 'company', ...window } as const;
  const declared = { kind: 'downtime', id: 'w-declared', component: 'voice', ...window } as const;
  await record(
    declared,
    { ...excluded, id: 'w-all', scope: { all: true } },
    { ...maintained, id: 'w-voice', scope: { component: 'voice' } },
    { ...maintained, id: 'w-at-the-end', scope: { component: 'voice' }, start: hour(10), end: hour(20) },
    { ...maintained, id: 'w-later', scope: { component: 'voice' }, start: hour(10) + 1, end: hour(20) },
    { ...excluded, id: 'w-sms', scope: { component: 'sms' } },
    { ...excluded, id: 'w-acme', scope: { customer: 'acme' } },
  );
  await retract(declared, hour(5));
  const subjects = { ...NOTHING, components: ['voice'] };
  const loaded = await loadSharedFacts(table, subjects, { from: hour(9), to: hour(10) }, hour(11));
  expect(ids(loaded)).toEqual(['downtime w-declared', 'w-all', 'w-at-the-end', 'w-declared', 'w-voice']);
});

const POLICIES = ['up', 'down', 'hold'] as const;
const ONSETS = ['transition', 'datapoint'] as const;
const anHour = fc.integer({ min: 0, max: 12 });
const aHistory = fc.record({
  states: fc.array(
    fc.record({
      state: fc.constantFrom('OK', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'),
      hourOfDay: anHour,
      lead: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      learned: anHour,
      retractedAt: fc.option(anHour, { nil: undefined, freq: 3 }),
    }),
    { maxLength: 12 },
  ),
  from: anHour,
  asOf: anHour,
});

test('facts loaded from an instant give every later outage', async () => {
  let run = 0;
  const law = fc.asyncProperty(aHistory, async ({ states, from, asOf }) => {
    run += 1;
    const facts: Fact[] = [];
    for (const [n, { state, hourOfDay, lead, learned, retractedAt }] of states.entries()) {
      const since = state === 'ALARM' && lead !== undefined ? { since: hour(hourOfDay - lead) } : {};
      const said = { id: `${run} ${n}`, recordedAt: hour(learned), ...since };
      const fact = aState(`law ${run}`, state, hourOfDay, said);
      await record(fact);
      facts.push(fact);
      if (retractedAt === undefined) continue;
      const retracting = await retract(fact, hour(retractedAt));
      if (retracting.outcome === 'recorded') facts.push(retracting.stored.fact);
    }
    const loaded = await loadMonitor(`law ${run}`, from, asOf, hour(asOf));
    for (const insufficientData of POLICIES) {
      for (const onset of ONSETS) {
        const downtimes = (known: readonly Fact[]) =>
          monitorDown(
            ofKind(effectiveFacts(known, hour(asOf)), 'monitor-state'),
            { insufficientData, onset },
            hour(asOf),
          )
            .filter(({ end }) => end > hour(from))
            .map(({ start, end }) => ({ start, end }));
        expect(downtimes(loaded)).toEqual(downtimes(facts));
      }
    }
  });
  await fc.assert(law, { numRuns: 60 });
}, 60_000);
