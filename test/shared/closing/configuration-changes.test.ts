import { beforeEach, describe, expect, test } from 'vitest';
import { currentSnapshot, writeSnapshot } from '../../../shared/closing/config-snapshot.ts';
import {
  comparedRuns,
  configurationChanges,
  formerPolicies,
  removedComponents,
} from '../../../shared/closing/configuration-changes.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import type { ConfigurationSnapshot } from '../../../shared/domain/month/configuration-snapshot.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { type Run, startRun } from '../../../shared/persistence/run-store.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aDeployment, anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';

let dynamo: Dynamo;
beforeEach(async () => {
  dynamo = await startDynamo();
  return () => dynamo.stop();
});

const snapshotWith = (change: object = {}, former?: string[]): ConfigurationSnapshot => ({
  ...currentSnapshot(aDeployment(loadConfig({ ...anOperator, ...change })), '2026-10').basis,
  formerPolicies: former,
});

const closeOf = async (month: string, asOf: string, snapshot = snapshotWith()): Promise<Run> => {
  const run = {
    month,
    asOf: instant(asOf),
    preview: false,
    by: 'a test',
    startedAt: instant(asOf),
    basis: writeSnapshot(snapshot),
  };
  return (await startRun(dynamo.table, run)).stored;
};

const comparedMonths = async (replaced?: Run): Promise<string[]> =>
  (await comparedRuns(dynamo.table, '2026-10', replaced)).map(({ run }) => run.month);

describe('a run is compared with', () => {
  test('the newest close of the latest closed month before it', async () => {
    await closeOf('2026-08', '2026-09-02T12:00:00Z');
    const first = await closeOf('2026-09', '2026-10-02T12:00:00Z');
    const second = await closeOf('2026-09', '2026-10-05T12:00:00Z');
    const [compared] = await comparedRuns(dynamo.table, '2026-10', undefined);
    expect(compared?.run.asOf).toBe(second.asOf);
    expect(compared?.run.asOf).not.toBe(first.asOf);
  });

  test.each([
    ['2026-07', ['2026-07']],
    ['2026-06', []],
  ])('a close of %s: %j', async (month, expected) => {
    await closeOf(month, '2026-09-30T12:00:00Z');
    expect(await comparedMonths()).toEqual(expected);
  });

  test('the close that it replaces, too', async () => {
    await closeOf('2026-09', '2026-10-02T12:00:00Z');
    expect(await comparedMonths(await closeOf('2026-10', '2026-11-02T12:00:00Z'))).toEqual(['2026-09', '2026-10']);
  });
});

test('former policies pass from snapshot to snapshot until they are configured again', () => {
  const gold = { ...openPolicy, id: 'gold' };
  const withGold = snapshotWith({ policies: { ...anOperator.policies, gold } });
  const without = snapshotWith({}, ['silver']);
  expect(formerPolicies([{ snapshot: withGold }], without, anOperator.policies)).toEqual(['gold', 'silver']);
  expect(formerPolicies([{ snapshot: without }], withGold, { gold })).toEqual(['silver']);
  // A policy that is configured and cannot be resolved is not removed.
  expect(formerPolicies([{ snapshot: withGold }], without, { gold, silver: gold })).toEqual([]);
});

test('removed components are those of any compared run', () => {
  const { web, voice } = anOperator.components;
  const compared = [{ components: { web } }, { components: { voice } }].map((change) => ({
    snapshot: snapshotWith(change),
  }));
  expect(removedComponents(compared, snapshotWith({ components: { api: web } }))).toEqual(['voice', 'web']);
  expect(removedComponents(compared, snapshotWith())).toEqual([]);
});

describe('the note of an alarm', () => {
  const ALARM = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:old';
  const withOld = { components: { ...anOperator.components, web: { alarms: ['web-5xx', 'old'], dependsOn: [] } } };

  const noteWith = async (
    states: readonly { readonly at: string; readonly recordedAt?: string }[],
  ): Promise<string> => {
    for (const { at, recordedAt = at } of states)
      await recordFact(dynamo.table, {
        fact: {
          kind: 'monitor-state',
          id: `old ${at}`,
          monitor: ALARM,
          state: 'ALARM',
          at: instant(at),
          recordedAt: instant(recordedAt),
        },
        by: 'a test',
      });
    const run = await closeOf('2026-09', '2026-10-02T12:00:00Z', snapshotWith(withOld));
    const compared = await comparedRuns(dynamo.table, '2026-10', undefined);
    expect(compared).toHaveLength(1);
    const asOf = instant('2026-11-02T12:00:00Z');
    const [item] = await configurationChanges(dynamo.table, { month: '2026-10', asOf }, compared, snapshotWith());
    expect(item).toMatchObject({ kind: 'alarm-removed', subject: ALARM });
    expect(run.month).toBe('2026-09');
    return item?.note?.split('; ')[1] ?? '';
  };

  test('has the states of the month that the run may use', async () => {
    const states = [
      { at: '2026-09-30T23:59:59.999Z' },
      { at: '2026-10-01T00:00:00Z' },
      { at: '2026-10-31T23:59:59.999Z' },
      { at: '2026-11-01T00:00:00Z' },
      { at: '2026-10-20T00:00:00Z', recordedAt: '2026-11-02T12:00:00.001Z' },
    ];
    expect(await noteWith(states)).toBe('ALARM at 2026-10-01T00:00:00.000Z, ALARM at 2026-10-31T23:59:59.999Z');
  });

  test('counts states after the tenth', async () => {
    const states = Array.from({ length: 12 }, (_, i) => ({ at: `2026-10-14T${10 + i}:00:00Z` }));
    expect(await noteWith(states)).toMatch(/^(?:ALARM at [^,]*, ){10}and 2 more$/);
  });
});
