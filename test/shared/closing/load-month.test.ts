import { describe, expect, test } from 'vitest';
import { loadMonth, monthReader } from '../../../shared/closing/load-month.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { aConfig, openPolicy, aDeployment } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const deployment = aDeployment();
const alarm = (name: string): string => `arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`;
const say = async (name: string, state: 'OK' | 'ALARM', at: string): Promise<void> => {
  const fact = {
    kind: 'monitor-state' as const,
    id: `${name} ${at}`,
    monitor: alarm(name),
    state,
    at: instant(at),
  };
  await recordFact(dynamo.table, { fact: { ...fact, recordedAt: instant(at) }, by: 'a test' });
};
/** Returns the downtimes of a component. */
const downtimesOf = async (component: string, month: string, asOf: Instant): Promise<(number | undefined)[]> => {
  const { timelines } = await loadMonth(dynamo.table, deployment, { policy: 'open', month, asOf });
  return [...(timelines.get(component)?.downtime ?? [])];
};

describe('outages are evaluated as a whole', () => {
  test('loads an outage that began before the range, across several alarms', async () => {
    // web is down since April: first by one alarm, then by the other, without a gap.
    const two = aConfig({
      components: { web: { alarms: ['one', 'two'], dependsOn: [] }, voice: { alarms: [], dependsOn: [] } },
    });
    await say('one', 'ALARM', '2026-04-01T00:00:00Z');
    await say('two', 'ALARM', '2026-06-01T00:00:00Z');
    await say('one', 'OK', '2026-06-01T00:00:00Z');
    await say('two', 'OK', '2026-10-02T00:00:00Z');
    const asOf = instant('2026-11-02T12:00:00Z');
    const { timelines } = await loadMonth(dynamo.table, aDeployment(two), { policy: 'open', month: '2026-10', asOf });
    expect([...(timelines.get('web')?.downtime ?? [])]).toEqual([
      instant('2026-04-01T00:00:00Z'),
      instant('2026-10-02T00:00:00Z'),
    ]);
  });

  test('loads an outage to its end, but not after asOf', async () => {
    await say('voice 5xx', 'ALARM', '2025-01-10T00:00:00Z');
    await say('voice 5xx', 'OK', '2025-06-10T00:00:00Z');
    const start = instant('2025-01-10T00:00:00Z');
    expect(await downtimesOf('voice', '2025-01', instant('2026-01-01T00:00:00Z'))).toEqual([
      start,
      instant('2025-06-10T00:00:00Z'),
    ]);
    expect(await downtimesOf('voice', '2025-01', instant('2025-04-01T00:00:00Z'))).toEqual([
      start,
      instant('2025-04-01T00:00:00Z'),
    ]);
  });
});

describe('the reader of months', () => {
  const wanted = { policy: 'open', month: '2024-01', asOf: instant('2024-02-02T00:00:00Z') };

  test('caches each month for one asOf', async () => {
    const monthOf = monthReader(dynamo.table, deployment);
    const first = await monthOf(wanted);
    expect(await monthOf({ ...wanted })).toBe(first);
    expect(await monthOf({ ...wanted, asOf: wanted.asOf + 1 })).not.toBe(first);
  });

  test('keeps the eight newest', async () => {
    const monthOf = monthReader(dynamo.table, deployment);
    const first = await monthOf(wanted);
    const second = await monthOf({ ...wanted, asOf: wanted.asOf + 1 });
    for (const later of [2, 3, 4, 5, 6, 7, 8]) await monthOf({ ...wanted, asOf: wanted.asOf + later });
    expect(await monthOf({ ...wanted, asOf: wanted.asOf + 1 })).toBe(second);
    expect(await monthOf(wanted)).not.toBe(first);
  });

  test('does not keep a failure: the next who asks tries again', async () => {
    let fails = true;
    const table = {
      ...dynamo.table,
      get name() {
        return fails ? 'no-such-table' : dynamo.table.name;
      },
    };
    const monthOf = monthReader(table, deployment);
    await expect(monthOf(wanted)).rejects.toThrow(/not found/);
    fails = false;
    expect((await monthOf(wanted)).month).toBe('2024-01');
  });

  test('rejects an unknown policy and unknown holidays', async () => {
    const policies = { open: { ...openPolicy, calendar: { excludeWeekdays: [], holidays: { country: 'US' } } } };
    const far = monthReader(dynamo.table, aDeployment(aConfig({ policies })));
    await expect(far({ ...wanted, month: '2050-01', asOf: instant('2050-02-02T00:00:00Z') })).rejects.toThrow(
      InvalidInput,
    );
    await expect(far({ ...wanted, policy: 'gold' })).rejects.toThrow(InvalidInput);
  });
});
