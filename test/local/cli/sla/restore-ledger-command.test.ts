import { beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../../shared/persistence/dynamo-table.ts';
import { declareDown, putCustomer, retractDown } from '../../../support/builders/closing-context.ts';
import { makeCopy, restore, snapshot } from '../../../support/emulators/tables.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

/**
 * October was closed with a credit for the 14th, and again after that day was retracted. Then the table is restored to a point before the first closing; what it was is beside it, as `damaged`.
 */
const { product, stage } = await usingDeployedStage();
let point: Item[];
let ledger: unknown;
beforeAll(async () => {
  for (const id of ['acme', 'birch'])
    await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
  await declareDown(product, 14, 'web-app');
  point = await snapshot(product.pipeline.account.table);
  await product.close('2026-11-02T20:00:00Z');
  await retractDown(product, 14, 'web-app');
  await product.close('2026-11-03T20:00:00Z');
  await product.billed();
  ledger = await revisions('acme');
  await makeCopy(product.pipeline.account.table, 'damaged', await snapshot(product.pipeline.account.table));
});

const sla = async (...args: string[]) => {
  const { status, stdout, stderr } = await stage.sla([...args, '--stage', 'test']);
  return { status, said: stdout === '' ? stderr : stdout };
};
const revisions = async (customer: string): Promise<unknown> => {
  const { body } = await product.call('GET', `/customers/${customer}/months/2026-10`);
  return typeof body === 'object' && body !== null && 'revisions' in body ? body.revisions : undefined;
};
const restoreLedger = (...args: string[]) => sla('restore-ledger', '2026-10', '--from', 'damaged', ...args);

test('what was issued after the point is taken over letter for letter; closing again once, with all that is known, issues nothing', async () => {
  await restore(product.pipeline.account.table, point);
  expect(await revisions('acme')).toEqual([]);
  expect(await restoreLedger('--dry-run')).toEqual({
    status: 0,
    said: 'Would take over 4 revisions for October 2026 from damaged; 0 stood already\n',
  });
  expect(await revisions('acme')).toEqual([]);
  expect((await restoreLedger()).said).toContain('Took over 4 revisions for October 2026 from damaged; 0 stood');
  expect((await restoreLedger()).said).toContain('Took over 0 revisions for October 2026 from damaged; 4 stood');
  expect(await revisions('acme')).toEqual(ledger);

  await retractDown(product, 14, 'web-app');
  expect(await product.close('2026-11-05T20:00:00Z')).toMatchObject({ totals: { counts: { unchanged: 2 } } });
  expect(await revisions('acme')).toEqual(ledger);
});

test('a table that was closed again before its ledger was taken over has given known ids to other revisions: that is told, and none is changed', async () => {
  await restore(product.pipeline.account.table, point);
  await declareDown(product, 20, 'web-app');
  await product.close('2026-11-06T20:00:00Z');
  const gone = await revisions('acme');
  expect(gone).toMatchObject([{ revision: 1 }]);
  const { status, said } = await restoreLedger('--dry-run');
  expect(status).toBe(2);
  expect(said).toContain('Would take over 0 revisions for October 2026 from damaged; 0 stood already');
  expect(said).toContain('  acme:2026-10:1 is another here: this table has gone on by itself since it was restored');
  await restoreLedger();
  expect(await revisions('acme')).toEqual(gone);
});

test.each([
  [
    'a month that the other table has no credit of',
    ['2026-09', '--from', 'damaged'],
    'The ledger of damaged has no credit for September 2026',
  ],
  ['a table that is not there', ['2026-10', '--from', 'nowhere'], 'There is no table nowhere'],
  ['no table', ['2026-10'], "required option '--from <table>' not specified"],
])('%s is refused', async (_, args, said) => {
  const refused = await sla('restore-ledger', ...args);
  expect(refused.status).toBeGreaterThan(0);
  expect(refused.said).toContain(said);
});
