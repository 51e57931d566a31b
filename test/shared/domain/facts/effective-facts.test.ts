import { describe, expect, test } from 'vitest';
import { effectiveFacts } from '../../../../shared/domain/facts/effective-facts.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';

const AS_OF = 100;
const idsAt = (facts: readonly Fact[], asOf = AS_OF): string[] =>
  effectiveFacts(facts, asOf)
    .map(({ kind, id }) => `${kind} ${id}`)
    .toSorted();

const downtime = (id: string, recordedAt?: number): Fact => ({
  kind: 'downtime',
  id,
  component: 'web',
  start: 1,
  end: 2,
  ...(recordedAt === undefined ? {} : { recordedAt }),
});
const retraction = (of: { kind: Fact['kind']; id: string }, recordedAt?: number, id = 'r'): Fact => ({
  kind: 'retraction',
  id,
  of,
  reason: 'in error',
  ...(recordedAt === undefined ? {} : { recordedAt }),
});
const notice = (receivedAt: number): Fact => ({
  kind: 'notice',
  id: 'n',
  customer: 'acme',
  recognizedAt: 1,
  receivedAt,
});

describe('the facts in effect', () => {
  test.each([
    { title: 'a fact that was always known', facts: [downtime('a')], there: ['downtime a'] },
    { title: 'a fact recorded at asOf', facts: [downtime('a', AS_OF)], there: ['downtime a'] },
    { title: 'a fact recorded a millisecond later', facts: [downtime('a', AS_OF + 1)], there: [] },
    { title: 'a notice received at asOf', facts: [notice(AS_OF)], there: ['notice n'] },
    { title: 'a notice received a millisecond later', facts: [notice(AS_OF + 1)], there: [] },
    { title: 'a fact twice', facts: [downtime('a'), downtime('a', 50)], there: ['downtime a'] },
    {
      title: 'a fact recorded too late, and before',
      facts: [downtime('a', 200), downtime('a', 50)],
      there: ['downtime a'],
    },
    { title: 'a retracted fact', facts: [downtime('a'), retraction({ kind: 'downtime', id: 'a' })], there: [] },
    {
      title: 'a retraction that is first',
      facts: [retraction({ kind: 'downtime', id: 'a' }), downtime('a')],
      there: [],
    },
    {
      title: 'a retraction recorded at asOf',
      facts: [downtime('a'), retraction({ kind: 'downtime', id: 'a' }, AS_OF)],
      there: [],
    },
    {
      title: 'a retraction recorded a millisecond later',
      facts: [downtime('a'), retraction({ kind: 'downtime', id: 'a' }, AS_OF + 1)],
      there: ['downtime a'],
    },
    {
      title: 'a retraction of another kind’s id',
      facts: [downtime('a'), retraction({ kind: 'notice', id: 'a' })],
      there: ['downtime a'],
    },
    {
      title: 'a retraction that was retracted, which changes nothing',
      facts: [
        downtime('a'),
        retraction({ kind: 'downtime', id: 'a' }),
        retraction({ kind: 'retraction', id: 'r' }, undefined, 'rr'),
      ],
      there: [],
    },
  ])('$title', ({ facts, there }) => {
    expect(idsAt(facts)).toEqual(there);
    expect(idsAt(facts.toReversed())).toEqual(there);
  });

  test('the earliest recording counts, in either order', () => {
    const twice = [downtime('a', 70), downtime('a', 40)];
    expect(effectiveFacts(twice, AS_OF)).toEqual([downtime('a', 40)]);
    expect(effectiveFacts(twice.toReversed(), AS_OF)).toEqual([downtime('a', 40)]);
  });

  test('always known is earlier than any recording', () => {
    expect(effectiveFacts([downtime('a', -5), downtime('a')], AS_OF)).toEqual([downtime('a')]);
  });
});
