import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planBatches } from '../../../shared/closing/plan-batches.ts';
import { policiesWithoutNotice } from '../../../shared/closing/select-customers.ts';
import { relevantNoticeRange } from '../../../shared/domain/month/outage-region.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { messageGroupOf, MESSAGE_GROUPS } from '../../../shared/messaging/message-groups.ts';
import type { FifoMessage } from '../../../shared/messaging/send-messages.ts';
import { customerBatch } from '../../../shared/messaging/customer-batch.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { aConfig, openPolicy } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { creditCandidates } from '../../../shared/persistence/customer-lists.ts';

const down = (start: string, end: string, component = 'web') => ({
  kind: 'downtime' as const,
  id: `${component} ${start}`,
  component,
  start: instant(start),
  end: instant(end),
});
const october = (...facts: readonly ReturnType<typeof down>[]) =>
  prepareMonth({
    month: '2026-10',
    asOf: instant('2026-12-01T00:00:00Z'),
    policy: parse(policy, { ...openPolicy, claim: shortFormSla.claim }),
    components: ['web', 'voice'].map((id) => ({ id, monitors: [], dependsOn: [] })),
    facts,
  });
const collected = async <T>(generator: AsyncGenerator<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const each of generator) all.push(each);
  return all;
};
const AS_OF = instant('2026-12-01T00:00:00Z');

describe('the notices that can matter to a month', () => {
  test.each([
    ['with no downtime: an hour before it to a day after', [], '2026-09-30T23:00:00Z', '2026-11-02T00:00:00Z'],
    [
      'with downtime within it: the same',
      [down('2026-10-14T17:00:00Z', '2026-10-14T19:00:00Z')],
      '2026-09-30T23:00:00Z',
      '2026-11-02T00:00:00Z',
    ],
    [
      'with downtime over its edges: from the lead before the one to a day after the other',
      [down('2026-09-29T00:00:00Z', '2026-10-01T00:00:01Z'), down('2026-10-31T23:00:00Z', '2026-11-05T00:00:00Z')],
      '2026-09-28T23:00:00Z',
      '2026-11-06T00:00:00Z',
    ],
    [
      'with downtime over its edges that another component was down before, or after, without a gap: of both, since a customer may use both',
      [
        down('2026-08-20T00:00:00Z', '2026-09-29T12:00:00Z', 'voice'),
        down('2026-09-29T00:00:00Z', '2026-10-01T00:00:01Z'),
        down('2026-10-31T23:00:00Z', '2026-11-05T00:00:00Z'),
        down('2026-11-05T00:00:00Z', '2026-11-20T00:00:00Z', 'voice'),
      ],
      '2026-08-19T23:00:00Z',
      '2026-11-21T00:00:00Z',
    ],
    [
      'not those of downtime that does not touch it',
      [down('2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z')],
      '2026-09-30T23:00:00Z',
      '2026-11-02T00:00:00Z',
    ],
  ])('%s', (_, facts, from, to) => {
    expect(relevantNoticeRange([october(...facts)], AS_OF)).toEqual({ from: instant(from), to: instant(to) });
  });

  test('are not later than what is known', () => {
    expect(relevantNoticeRange([october()], instant('2026-11-01T06:00:00Z'))).toMatchObject({
      to: instant('2026-11-01T06:00:00Z'),
    });
  });

  test('are none where no policy can be resolved', () => {
    expect(relevantNoticeRange([], AS_OF)).toEqual({ from: AS_OF, to: AS_OF });
  });
});

test('customers of policies without notice are all assessed', () => {
  expect(policiesWithoutNotice(aConfig(), '2026-10')).toEqual(['open', '']);
  expect(policiesWithoutNotice(aConfig({ defaultPolicy: 'written' }), '2026-10')).toEqual(['open']);
});

const read = (batches: readonly FifoMessage[][]) =>
  batches.flat().map(({ id, group, body }) => ({ id, sentTo: group, ...parse(customerBatch, JSON.parse(body)) }));

async function* customers(count: number, length = 1): AsyncGenerator<string> {
  for (let i = 0; i < count; i += 1) yield `c${i}`.padEnd(length, '-');
}

describe('the batches of a run', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  const run = { month: '2026-10', asOf: AS_OF, preview: false };
  test('have at most 500 customers of one group, each once', async () => {
    // One group has more ids than a batch holds. Each other group has three.
    const ids = Array.from({ length: 4000 }, (_, i) => `c${i}`);
    const [crowdedGroup = ''] = MESSAGE_GROUPS;
    const crowded = ids.filter((id) => messageGroupOf(id) === crowdedGroup).slice(0, 501);
    const others = [...Map.groupBy(ids, messageGroupOf).entries()].flatMap(([group, three]) =>
      group === crowdedGroup ? [] : three.slice(0, 3),
    );
    const serviceFees = { amountMinor: 1, currency: 'USD' };
    const recordedAt = instant('2026-10-01T00:00:00Z');
    await Promise.all(
      [...crowded, ...others].map((id) =>
        putProfile(dynamo.table, {
          profile: { id, name: id, components: ['web'], serviceFees },
          recordedAt,
          by: 'a test',
        }),
      ),
    );
    const wanted = {
      received: { from: instant('2026-10-01T00:00:00Z'), to: AS_OF },
      policies: ['open', ''],
      asOf: AS_OF,
    };
    const batches = await collected(
      planBatches(run, [{ customers: creditCandidates(dynamo.table, { month: run.month, ...wanted }) }]),
    );
    const chunks = read(batches);

    expect(chunks.map((each) => each.chunk)).toEqual([0, 1, 2, 3, 4]);
    expect(chunks.map(({ id }) => id)).toEqual(chunks.map((each) => `2026-10@2026-12-01T00:00:00.000Z/${each.chunk}`));
    const ofCrowded = chunks.filter(({ group }) => group === crowdedGroup);
    expect(ofCrowded.map(({ customers }) => customers.length)).toEqual([500, 1]);
    for (const { customers, group, sentTo } of chunks) {
      expect(sentTo).toBe(group);
      expect(new Set(customers.map(messageGroupOf))).toEqual(new Set([group]));
    }
    expect(chunks.flatMap(({ customers }) => customers).toSorted()).toEqual([...crowded, ...others].toSorted());
    expect(
      await collected(
        planBatches(run, [{ customers: creditCandidates(dynamo.table, { month: run.month, ...wanted }) }]),
      ),
    ).toEqual(batches);
  });

  test('come ten at a time, list by list', async () => {
    const batches = await collected(
      planBatches(run, [{ customers: customers(1) }, { customers: customers(5000), using: ['web'] }]),
    );
    const [own, ...others] = read(batches);
    expect(batches.slice(0, -1).map(({ length }) => length)).toEqual([10]);
    expect(own).toMatchObject({ chunk: 0, customers: ['c0'] });
    expect(own).not.toHaveProperty('using');
    expect(others.every(({ using }) => using?.join() === 'web')).toBe(true);
    expect(others.flatMap((each) => each.customers)).toHaveLength(5000);
    expect(others.map((each) => each.chunk)).toEqual(others.map((_, i) => i + 1));
  });

  test.each([100, 5000])('fit into 1 MB with %d changed components of the longest names', async (count) => {
    const using = Array.from({ length: count }, (_, i) => `${i}`.padStart(200, 'x'));
    const batches = await collected(planBatches(run, [{ customers: customers(6000, 100), using }]));
    for (const batch of batches) {
      expect(batch.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)).toBeLessThan(1024 * 1024);
    }
    expect(new Set(read(batches).map((each) => each.using?.length))).toEqual(
      new Set([count === 100 ? count : undefined]),
    );
  });
});
