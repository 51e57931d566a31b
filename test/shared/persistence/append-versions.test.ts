import { expect, test } from 'vitest';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { statuspageFact, type ComponentStatus } from '../../../shared/ingest/statuspage-webhook.ts';
import { planStatusChanges, statusVersion } from '../../../shared/ingest/statuspage-webhook.ts';
import { reconcileFacts } from '../../../shared/persistence/reconcile-facts.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { appendVersions, loadVersions } from '../../../shared/persistence/append-versions.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const NOON = instant('2026-10-14T12:00:00Z');
const CODE = 'abcdefghijkl';
const SOURCE = { by: 'webhook', payload: 'abc', reason: 'edited by the provider' };

const aWord = (update: string, status: ComponentStatus['status'], minutes: number): ComponentStatus => {
  const updatedAt = NOON + minutes * 60_000;
  return { update, component: CODE, factId: `${update} ${CODE} ${status}`, status, at: NOON, updatedAt };
};
const factOf = (said: ComponentStatus) => statuspageFact('twilio', said);
/** A delivery of a webhook, as its recorder handles it. */
const deliver = async (
  table: Table,
  word: ComponentStatus,
  now = word.updatedAt ?? NOON,
): Promise<'settled' | 'taken'> => {
  const stored = await loadVersions(table, 'twilio', word.update, statusVersion);
  const update = { id: word.update, codes: [CODE], updatedAt: word.updatedAt };
  const { versions, record, retract } = planStatusChanges(stored, update, [word]);
  if ((await appendVersions(table, 'twilio', statusVersion, versions)) === 'taken') return 'taken';
  await reconcileFacts(table, { stand: record.map(factOf), fall: retract.map(factOf) }, { ...SOURCE, recordedAt: now });
  return 'settled';
};
const stand = async (update: string): Promise<string[]> => {
  const subjects = { monitors: [], components: [], providerComponents: [{ provider: 'twilio', component: CODE }] };
  const facts: Fact[] = await loadSharedFacts(dynamo.table, subjects, { from: NOON, to: NOON }, NOON + 1e9);
  return effectiveFacts(facts, NOON + 1e9)
    .map(({ id }) => id)
    .filter((id) => id.startsWith(`${update} `));
};

test('an edited update replaces its earlier version, in both directions', async () => {
  await deliver(dynamo.table, aWord('edit', 'major_outage', 1));
  expect(await stand('edit')).toEqual([`edit ${CODE} major_outage`]);
  await deliver(dynamo.table, aWord('edit', 'operational', 2));
  expect(await stand('edit')).toEqual([`edit ${CODE} operational`]);
  await deliver(dynamo.table, aWord('edit', 'major_outage', 3));
  expect(await stand('edit')).toEqual([`edit ${CODE} major_outage~3`]);
  expect(await loadVersions(dynamo.table, 'twilio', 'edit', statusVersion)).toMatchObject([
    { version: 1, status: 'major_outage', at: NOON },
    { version: 2, status: 'operational' },
    { version: 3, status: 'major_outage' },
  ]);
});

test('the same delivery again changes nothing', async () => {
  for (let time = 0; time < 3; time += 1) await deliver(dynamo.table, aWord('same', 'major_outage', 1), NOON + time);
  expect(await loadVersions(dynamo.table, 'twilio', 'same', statusVersion)).toHaveLength(1);
  expect(await stand('same')).toEqual([`same ${CODE} major_outage`]);
});

test('redelivery repairs a crash after any write', async () => {
  const outcomes: string[] = [];
  for (let writes = 0; outcomes.at(-1) !== 'settled'; writes += 1) {
    const update = `crash-${writes}`;
    await deliver(dynamo.table, aWord(update, 'major_outage', 1));
    const edited = aWord(update, 'operational', 2);
    outcomes.push(await deliver(dynamo.crashingAfter(writes), edited).catch((error: Error) => error.name));
    await deliver(dynamo.table, edited);
    expect(await stand(update)).toEqual([`${update} ${CODE} operational`]);
  }
  // Writes: version, superseded fact's pointer (exists), current fact's pointer and primary item, retraction.
  expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'Crash'), 'settled']);
});

test('an outdated delivery does not restore a superseded fact', async () => {
  const [slow, edit] = [aWord('slow', 'major_outage', 1), aWord('slow', 'operational', 2)];
  // The slow one has appended its version, and stops before its fact is recorded.
  await expect(deliver(dynamo.crashingAfter(1), slow)).rejects.toThrow(Crash);
  await deliver(dynamo.table, edit);
  // It continues with its decision from before the edit.
  await reconcileFacts(
    dynamo.table,
    { stand: [statuspageFact('twilio', slow)], fall: [] },
    { ...SOURCE, recordedAt: NOON },
  );
  expect(await stand('slow')).toEqual([`slow ${CODE} operational`]);
});

test('an id with other content is rejected with the reason', async () => {
  const [said, other] = [aWord('odd', 'major_outage', 1), { ...aWord('odd', 'operational', 1), factId: 'odd' }];
  const at = { ...SOURCE, recordedAt: NOON };
  const stand = (word: ComponentStatus) =>
    reconcileFacts(dynamo.table, { stand: [factOf({ ...word, factId: 'odd' })], fall: [] }, at);
  expect(await stand(said)).toMatchObject([{ outcome: 'recorded' }]);
  expect(await stand(said)).toMatchObject([{ outcome: 'known' }]);
  await expect(stand(other)).rejects.toThrow('id: id already used by a different provider-status ("odd")');
});

test('several concurrent edits take one number, and the others retry', async () => {
  await deliver(dynamo.table, aWord('race', 'major_outage', 1));
  const edits = (['operational', 'partial_outage', 'degraded_performance'] as const).map((status) =>
    deliver(dynamo.table, aWord('race', status, 2)),
  );
  const outcomes = await Promise.all(edits);
  expect(outcomes).toContain('settled');
  expect(await stand('race')).toHaveLength(1);
  expect(await loadVersions(dynamo.table, 'twilio', 'race', statusVersion)).toHaveLength(
    1 + outcomes.filter((outcome) => outcome === 'settled').length,
  );
});
