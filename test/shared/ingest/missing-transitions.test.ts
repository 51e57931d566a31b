import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactOf } from '../../../shared/domain/facts/facts.ts';
import { monitorDown } from '../../../shared/domain/facts/state-intervals.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { historyGaps, missingTransitions } from '../../../shared/ingest/missing-transitions.ts';

type MonitorState = FactOf<'monitor-state'>;
type State = MonitorState['state'];

const NOON = Date.UTC(2026, 9, 14, 12);
const MINUTE = 60_000;

/** A state so many milliseconds after noon. */
const state = (ms: number, value: State): MonitorState => ({
  kind: 'monitor-state',
  id: `alarm ${formatInstant(NOON + ms)} ${value}`,
  monitor: 'alarm',
  state: value,
  at: NOON + ms,
});
const move = (ms: number, from: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', to: State) => ({ from, fact: state(ms, to) });

const policy = (onset: 'transition' | 'datapoint', insufficientData: 'hold' | 'up' | 'down') => ({
  onset,
  insufficientData,
});

describe('missing transitions', () => {
  test.each([
    ['all, where nothing arrived', [state(0, 'ALARM'), state(9, 'OK')], [], 2],
    ['nothing, where all arrived', [state(0, 'ALARM')], [state(0, 'ALARM')], 0],
    ['what came between', [state(0, 'ALARM'), state(MINUTE, 'OK')], [state(MINUTE, 'OK')], 1],
    ['nothing, where the history’s clock is a little ahead', [state(7, 'ALARM')], [state(0, 'ALARM')], 0],
    ['nothing, where it is behind', [state(0, 'ALARM')], [state(1000, 'ALARM')], 0],
    ['another state at the same instant', [state(0, 'ALARM')], [state(0, 'OK')], 1],
    ['the same state more than a second apart', [state(0, 'ALARM')], [state(1001, 'ALARM')], 1],
    [
      'of an alarm set by hand back and forth within a second, what was lost',
      [state(0, 'ALARM'), state(300, 'OK'), state(600, 'ALARM')],
      [state(0, 'ALARM')],
      2,
    ],
    [
      'nothing, where two within a second both arrived under other milliseconds',
      [state(0, 'ALARM'), state(600, 'ALARM')],
      [state(3, 'ALARM'), state(603, 'ALARM')],
      0,
    ],
  ])('is %s', (_, told, known, lost) => {
    expect(missingTransitions(told, known)).toHaveLength(lost);
  });
});

describe('a state reported twice within milliseconds changes downtime by milliseconds', () => {
  const kinds = fc.constantFrom<State[]>('OK', 'ALARM', 'INSUFFICIENT_DATA');
  // Alarms are evaluated every 10 s at most.
  const steps = fc.array(fc.record({ gap: fc.integer({ min: 10_000, max: 600_000 }), kind: kinds }), { maxLength: 12 });
  const chain = steps.map((all) => {
    let ms = 0;
    return all.map(({ gap, kind }) => state((ms += gap), kind));
  });
  const off = fc.integer({ min: -50, max: 50 });

  test.each([
    policy('transition', 'hold'),
    policy('transition', 'up'),
    policy('transition', 'down'),
    policy('datapoint', 'hold'),
  ])('%j', (terms) => {
    fc.assert(
      fc.property(chain, off, (events, shift) => {
        const history = events.map(({ at, state: value }) => state(at - NOON + shift, value));
        const asOf = NOON + 24 * 60 * MINUTE;
        const once = monitorDown(events, terms, asOf);
        const twice = monitorDown([...events, ...history], terms, asOf);
        expect(twice).toHaveLength(once.length);
        for (const [i, { start, end }] of twice.entries()) {
          expect(Math.abs(start - (once[i]?.start ?? 0))).toBeLessThanOrEqual(Math.abs(Math.min(shift, 0)));
          expect(Math.abs(end - (once[i]?.end ?? 0))).toBeLessThanOrEqual(Math.abs(Math.min(shift, 0)));
        }
      }),
    );
  });

  test('changes nothing if the history is later', () => {
    const events = [state(0, 'ALARM'), state(MINUTE, 'OK')];
    const history = [state(5, 'ALARM'), state(MINUTE + 5, 'OK')];
    const spans = (states: readonly MonitorState[]) =>
      monitorDown(states, policy('transition', 'hold'), NOON + 60 * MINUTE).map(({ start, end }) => ({ start, end }));
    expect(spans([...events, ...history])).toEqual(spans(events));
  });
});

describe('a history gap', () => {
  const OK_TO_ALARM = move(MINUTE, 'OK', 'ALARM');
  const ALARM_TO_OK = move(2 * MINUTE, 'ALARM', 'OK');

  test.each([
    ['a chain that holds', [OK_TO_ALARM, ALARM_TO_OK], [], undefined],
    ['a chain that holds with what is now', [OK_TO_ALARM], [], state(MINUTE, 'ALARM')],
    ['a chain that holds with what was known before', [ALARM_TO_OK], [state(0, 'ALARM')], undefined],
    ['a transition that only its event told', [move(3 * MINUTE, 'OK', 'ALARM')], [state(2 * MINUTE, 'OK')], undefined],
    ['an event under another millisecond', [OK_TO_ALARM], [state(0, 'OK'), state(MINUTE - 3, 'ALARM')], undefined],
    ['an alarm made anew', [move(MINUTE, 'INSUFFICIENT_DATA', 'OK')], [state(0, 'DELETED')], undefined],
    ['a composite alarm that rings on', [move(MINUTE, 'ALARM', 'ALARM')], [state(0, 'ALARM')], undefined],
    ['the first word of an alarm that was quiet', [OK_TO_ALARM], [], undefined],
    ['nothing at all', [], [], undefined],
    ['nothing but what is now', [], [], state(0, 'OK')],
  ])('is not in %s', (_, transitions, known, now) => {
    expect(historyGaps(transitions, known, now)).toEqual([]);
  });

  test.each([
    ['between two transitions', [OK_TO_ALARM, move(3 * MINUTE, 'OK', 'ALARM')], [], undefined, ['ALARM', 'OK', 3]],
    ['after what was known before', [ALARM_TO_OK], [state(0, 'OK')], undefined, ['OK', 'ALARM', 2]],
    ['before what is now', [OK_TO_ALARM], [], state(5 * MINUTE, 'OK'), ['ALARM', 'OK', 5]],
    ['before the first word of an alarm that rang', [ALARM_TO_OK], [], undefined, ['nothing known', 'ALARM', 2]],
  ])('is %s', (_, transitions, known, now, [entered, left, minutes]) => {
    expect(historyGaps(transitions, known, now)).toEqual([{ at: NOON + Number(minutes) * MINUTE, entered, left }]);
  });
});
