import { expect, test } from 'vitest';
import { changedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { putFees, putProfile } from '../../../shared/persistence/customer-versions.ts';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { noticeEntryKeys } from '../../../shared/persistence/keys.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const SINCE = instant('2026-11-02T12:00:00Z');
const UNTIL = instant('2026-12-03T12:30:00Z');
const DAY = 86_400_000;
const criteria = {
  month: '2026-10',
  since: SINCE,
  until: UNTIL,
  received: { from: instant('2026-10-01T00:00:00Z'), to: instant('2026-11-08T00:00:00Z') },
  before: instant('2026-11-01T00:00:00Z'),
  end: instant('2026-11-01T00:00:00Z'),
};
const changed = (changes: Partial<typeof criteria> = {}) => changedCustomers(dynamo.table, { ...criteria, ...changes });

const fees = (month: string, recordedAt: number) => ({
  month,
  fees: { amountMinor: 1, currency: 'USD' },
  recordedAt,
  by: 'billing',
});
const exclusion = (customer: string, start: string, recordedAt: number) => ({
  fact: {
    kind: 'exclusion' as const,
    id: `${customer}/e`,
    reason: 'policy-block' as const,
    scope: { customer },
    start: instant(start),
    end: instant(start) + DAY,
    recordedAt,
  },
  by: 'desk',
});
const notice = (customer: string, recognizedAt: string, receivedAt: string, recordedAt: number) => ({
  fact: {
    kind: 'notice' as const,
    id: `${customer}/n`,
    customer,
    recognizedAt: instant(recognizedAt),
    receivedAt: instant(receivedAt),
    recordedAt,
  },
  by: 'desk',
});

test('the range of changes excludes `since` and includes `until`', async () => {
  for (const [id, recordedAt] of [
    ['at-since', SINCE],
    ['first', SINCE + 1],
    ['last', UNTIL],
    ['after', UNTIL + 1],
  ] as const)
    await putFees(dynamo.table, id, fees('2026-10', recordedAt));
  expect(await changed()).toEqual(['first', 'last']);
  expect(await changed({ since: SINCE - 1 })).toEqual(['at-since', 'first', 'last']);
});

test('only changes that can affect the month count', async () => {
  const since = UNTIL + DAY;
  const at = since + 1;
  await putFees(dynamo.table, 'other-month', fees('2026-09', at));
  await recordFact(dynamo.table, exclusion('before-end', '2026-10-31T23:59:59Z', at));
  await recordFact(dynamo.table, exclusion('after-end', '2026-11-01T00:00:00Z', at));
  await recordFact(dynamo.table, notice('in-october', '2026-10-30T00:00:00Z', '2026-10-31T00:00:00Z', at));
  await recordFact(dynamo.table, notice('in-november', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', at));
  await recordFact(dynamo.table, notice('in-august', '2026-08-14T00:00:00Z', '2026-08-14T00:00:00Z', at));
  // A retracted fact may have any time.
  const of = { kind: 'exclusion', id: 'after-end/e' } as const;
  await retractFact(dynamo.table, { of, reason: 'wrong', recordedAt: at + DAY, by: 'desk' });
  expect(await changed({ since, until: at })).toEqual(['before-end', 'in-october']);
  expect(await changed({ since, until: at + DAY })).toEqual(['after-end', 'before-end', 'in-october']);
});

const putRecord = (id: string, at: number, effectiveFrom?: string, change: object = {}) =>
  putProfile(dynamo.table, {
    profile: { id, name: id, components: ['voice'], ...change },
    effectiveFrom: effectiveFrom === undefined ? undefined : instant(effectiveFrom),
    recordedAt: at,
    by: 'desk',
  });

test('versions of a record count if they hold in the month', async () => {
  const since = UNTIL + 5 * DAY;
  const changedPolicy = { policy: 'other' };
  for (const id of ['from-now', 'from-november', 'from-october', 'from-september']) await putRecord(id, since);
  await putRecord('from-now', since + 1, undefined, changedPolicy);
  await putRecord('from-november', since + 1, '2026-11-01T00:00:00Z', changedPolicy);
  await putRecord('from-october', since + 1, '2026-10-31T23:59:59.999Z', changedPolicy);
  await putRecord('from-september', since + 1, '2026-09-01T00:00:00Z', changedPolicy);
  await putRecord('first', since + 1);
  await putRecord('first-with-a-later-contract', since + 1, undefined, { activeFrom: instant('2026-11-01T00:00:00Z') });
  await putRecord('first-with-a-contract', since + 1, undefined, { activeFrom: instant('2026-10-31T00:00:00Z') });
  expect(await changed({ since, until: since + DAY })).toEqual([
    'first',
    'first-with-a-contract',
    'from-october',
    'from-september',
  ]);
});

test('a late claim that names the month counts for this month alone', async () => {
  const since = UNTIL + 3 * DAY;
  const claim = {
    customer: 'claims-october',
    recognizedAt: instant('2026-11-20T00:00:00Z'),
    receivedAt: instant('2026-12-20T00:00:00Z'),
    month: '2026-10',
  };
  for (const key of noticeEntryKeys(claim, since + 1)) await conditionalPut(dynamo.table, key);
  const range = { since, until: since + DAY };
  expect(await changed(range)).toEqual(['claims-october']);
  expect(await changed({ ...range, month: '2026-09' })).toEqual([]);
});
