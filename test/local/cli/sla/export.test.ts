import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runLocal } from '../../../support/builders/replay-folders.ts';

const DIRECTORY = mkdtempSync(join(tmpdir(), 'sla-credits-export-'));
afterAll(() => rmSync(DIRECTORY, { recursive: true }));

const MONTH = '2026-10';

const sla = (...args: readonly string[]) => runLocal('sla.ts', [...args, '--json', '--local']);

const messagesOf = async (folder: string) => {
  const { stdout } = await runLocal('replay.ts', [folder, '--month', MONTH]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).data)
    .map(({ customer, amountMinor, lines }) => ({ customer, amountMinor, lines }));
};

test('an exported month replays to the same messages and verifies', async () => {
  const folder = join(DIRECTORY, 'plain');
  expect((await sla('export', MONTH, MONTH, folder)).status).toBe(0);
  expect(await messagesOf(join(folder, MONTH))).toEqual(await messagesOf('local/sample'));
  const verified = await sla('verify', folder);
  expect([verified.status, JSON.parse(verified.stdout)]).toMatchObject([
    0,
    { months: [MONTH], compared: 22, mismatches: [] },
  ]);
});

test('pseudonyms leave no id, name or text of a customer', async () => {
  const folder = join(DIRECTORY, 'pseudonyms');
  expect((await sla('export', MONTH, MONTH, folder, '--pseudonyms')).status).toBe(0);
  const exported = readFileSync(join(folder, MONTH, 'events.ndjson'), 'utf8');
  const customers: readonly { readonly id: string; readonly name: string }[] = JSON.parse(
    readFileSync('local/sample/customers.json', 'utf8'),
  );
  expect(customers.filter(({ id, name }) => exported.includes(id) || exported.includes(name))).toEqual([]);
  expect(JSON.parse((await sla('verify', folder)).stdout)).toMatchObject({ compared: 22, mismatches: [] });
});

test('a changed folder differs from the ledger', async () => {
  const folder = join(DIRECTORY, 'plain');
  const { writeFileSync } = await import('node:fs');
  const path = join(folder, MONTH, 'events.ndjson');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"amountMinor":', '"amountMinor":1'));
  const { status, stdout } = await sla('verify', folder);
  expect(status).toBe(3);
  expect(JSON.parse(stdout).mismatches.length).toBeGreaterThan(0);
});

test('a folder without months is rejected', async () => {
  expect((await sla('verify', 'local/sample')).status).toBe(2);
});

test('the accrual of the closed sample has its issued credits', async () => {
  const { status, stdout } = await sla('accrual', MONTH);
  expect(status).toBe(0);
  const { month, totals, customers } = JSON.parse(stdout);
  expect([month, totals]).toEqual([
    MONTH,
    [
      { currency: 'JPY', issued: 22_500, due: 0, claimable: 0, atMost: 22_500 },
      { currency: 'USD', issued: 814_690, due: 0, claimable: 240_000, atMost: 1_054_690 },
    ],
  ]);
  expect(customers).toHaveLength(22);
  const csv = await runLocal('sla.ts', ['accrual', MONTH, '--csv', '--local']);
  expect(csv.stdout.split('\n').slice(0, 2)).toEqual([
    'customer,currency,issued,due,claimable,atMost,deadline,blocked',
    'alder-clinics,USD,24000,0,0,24000,,',
  ]);
});
