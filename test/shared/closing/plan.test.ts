import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chunkBatches, noticesThatMatter, policiesWithoutNotice } from '../../../shared/closing/plan.ts';
import { prepareMonth } from '../../../shared/domain/month.ts';
import { policy } from '../../../shared/domain/policy.ts';
import { chunk } from '../../../shared/queues/work.ts';
import { parse } from '../../../shared/rejected.ts';
import { putProfile } from '../../../shared/store/customers.ts';
import { shardOf } from '../../../shared/store/shards.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { aConfig, openPolicy } from '../../support/product-config.ts';
import { at } from '../store/instants.ts';

const down = (start: string, end: string) => ({
  kind: 'downtime' as const,
  id: start,
  component: 'web',
  start: at(start),
  end: at(end),
});
const october = (...facts: readonly ReturnType<typeof down>[]) =>
  prepareMonth({
    month: '2026-10',
    asOf: at('2026-12-01T00:00:00Z'),
    policy: parse(policy, { ...openPolicy, notice: { ...openPolicy.notice, required: true } }),
    components: [{ id: 'web', monitors: [], dependsOn: [] }],
    facts,
  });
const collected = async <T>(generator: AsyncGenerator<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const each of generator) all.push(each);
  return all;
};
const AS_OF = at('2026-12-01T00:00:00Z');

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
      'not those of downtime that does not touch it',
      [down('2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z')],
      '2026-09-30T23:00:00Z',
      '2026-11-02T00:00:00Z',
    ],
  ])('%s', (_, facts, from, to) => {
    expect(noticesThatMatter([october(...facts)], AS_OF)).toEqual({ from: at(from), to: at(to) });
  });

  test('are not later than what is known', () => {
    expect(noticesThatMatter([october()], at('2026-11-01T06:00:00Z'))).toMatchObject({
      to: at('2026-11-01T06:00:00Z'),
    });
  });

  test('are none where no policy can be resolved', () => {
    expect(noticesThatMatter([], AS_OF)).toEqual({ from: AS_OF, to: AS_OF });
  });
});

test('the customers of policies without notice are all assessed, those of the default one also where they name none', () => {
  expect(policiesWithoutNotice(aConfig())).toEqual(['open', '']);
  expect(policiesWithoutNotice(aConfig({ defaultPolicy: 'written' }))).toEqual(['open']);
});

describe('the chunks of a run', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  test('hold at most 200 customers of one shard, ten to a batch, numbered; each customer is in one of them', async () => {
    // Ids of one shard, more than fit into a chunk, and one of each other shard.
    const ids = Array.from({ length: 60_000 }, (_, i) => `c${i}`);
    const crowded = ids.filter((id) => shardOf(id) === '07').slice(0, 201);
    const others = [...Map.groupBy(ids, shardOf).entries()].flatMap(([shard, [id]]) =>
      shard === '07' || id === undefined ? [] : [id],
    );
    const serviceFees = { amountMinor: 1, currency: 'USD' };
    const recordedAt = at('2026-10-01T00:00:00Z');
    await Promise.all(
      [...crowded, ...others].map((id) =>
        putProfile(dynamo.table, {
          profile: { id, name: id, components: ['web'], serviceFees },
          recordedAt,
          by: 'a test',
        }),
      ),
    );
    const run = { month: '2026-10', asOf: AS_OF, preview: false };
    const wanted = { received: { from: at('2026-10-01T00:00:00Z'), to: AS_OF }, policies: ['open', ''] };
    const batches = await collected(chunkBatches(dynamo.table, run, wanted));
    const chunks = batches.flat().map(({ id, group, body }) => ({ id, group, ...parse(chunk, JSON.parse(body)) }));

    expect(batches.map(({ length }) => length)).toEqual([10, 7]);
    expect(chunks.map((each) => each.chunk)).toEqual(Array.from({ length: 17 }, (_, i) => i));
    expect(chunks.map(({ id }) => id)).toEqual(chunks.map((each) => `2026-10@2026-12-01T00:00:00.000Z/${each.chunk}`));
    expect(chunks.filter(({ group }) => group === '07').map(({ customers }) => customers.length)).toEqual([200, 1]);
    expect(chunks.every(({ customers, group }) => customers.every((id) => shardOf(id) === group))).toBe(true);
    expect(chunks.flatMap(({ customers }) => customers).toSorted()).toEqual([...crowded, ...others].toSorted());
    expect(await collected(chunkBatches(dynamo.table, run, wanted))).toEqual(batches);
  });
});
