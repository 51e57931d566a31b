import { beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../../shared/persistence/dynamo-table.ts';
import { declareDown, putCustomer, retractDown } from '../../../support/builders/closed-october.ts';
import { copyTable, replaceItems, allItems } from '../../../support/emulators/table-copies.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

/**
 * October is closed with a credit for the 14th, and closed again after a retraction. Then the table is restored to a
 * point before the first close. `damaged` is a copy of its later state.
 */
const { product, stage } = await usingDeployedStage();
let point: Item[];
let ledger: unknown;
beforeAll(async () => {
  for (const id of ['acme', 'birch'])
    await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
  await declareDown(product, 14, 'web-app');
  point = await allItems(product.pipeline.account.table);
  await product.close('2026-11-02T20:00:00Z');
  await retractDown(product, 14, 'web-app');
  await product.close('2026-11-03T20:00:00Z');
  await product.billed();
  ledger = await revisions('acme');
  await copyTable(product.pipeline.account.table, 'damaged', await allItems(product.pipeline.account.table));
});

const sla = async (...args: string[]) => {
  const { status, stdout, stderr } = await stage.sla([...args, '--stage', 'test']);
  return { status, output: stdout === '' ? stderr : stdout };
};
const revisions = async (customer: string): Promise<unknown> => {
  const { body } = await product.call('GET', `/customers/${customer}/months/2026-10`);
  return typeof body === 'object' && body !== null && 'revisions' in body ? body.revisions : undefined;
};
const restoreLedger = (...args: string[]) => sla('restore-ledger', '2026-10', '--from', 'damaged', ...args);

test('copies later revisions unchanged, so that a new closing issues nothing', async () => {
  await replaceItems(product.pipeline.account.table, point);
  expect(await revisions('acme')).toEqual([]);
  expect(await restoreLedger('--dry-run')).toEqual({
    status: 0,
    output: 'Would copy 4 revisions for October 2026 from damaged; 0 already existed\n',
  });
  expect(await revisions('acme')).toEqual([]);
  expect((await restoreLedger()).output).toContain('Copied 4 revisions for October 2026 from damaged; 0 already');
  expect((await restoreLedger()).output).toContain('Copied 0 revisions for October 2026 from damaged; 4 already');
  expect(await revisions('acme')).toEqual(ledger);

  await retractDown(product, 14, 'web-app');
  expect(await product.close('2026-11-05T20:00:00Z')).toMatchObject({ totals: { counts: { unchanged: 2 } } });
  expect(await revisions('acme')).toEqual(ledger);
});

test('reports conflicting revisions and changes none of them', async () => {
  await replaceItems(product.pipeline.account.table, point);
  await declareDown(product, 20, 'web-app');
  await product.close('2026-11-06T20:00:00Z');
  const gone = await revisions('acme');
  expect(gone).toMatchObject([{ revision: 1 }]);
  const { status, output } = await restoreLedger('--dry-run');
  expect(status).toBe(2);
  expect(output).toContain('Would copy 0 revisions for October 2026 from damaged; 0 already existed');
  expect(output).toContain(
    '  acme:2026-10:1 differs from damaged: this table issued its own revision after the restore',
  );
  await restoreLedger();
  expect(await revisions('acme')).toEqual(gone);
});

test.each([
  [
    'a month without credits in the other table',
    ['2026-09', '--from', 'damaged'],
    'The ledger of damaged has no credit for September 2026',
  ],
  ['a missing table', ['2026-10', '--from', 'nowhere'], 'There is no table nowhere'],
  ['a call without a table', ['2026-10'], "required option '--from <table>' not specified"],
])('rejects %s', async (_, args, message) => {
  const result = await sla('restore-ledger', ...args);
  expect(result.status).toBeGreaterThan(0);
  expect(result.output).toContain(message);
});
