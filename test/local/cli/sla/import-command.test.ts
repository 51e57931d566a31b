import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { stage } = await usingDeployedStage();
const directory = mkdtempSync(join(tmpdir(), 'sla-import-'));
afterAll(() => rmSync(directory, { recursive: true }));

const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);
const json = (text: string): unknown => JSON.parse(text);

const write = (...lines: string[]): string => {
  const path = join(directory, 'customers.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const HEADER = 'id,name,components,policy,serviceFees.amountMinor,serviceFees.currency,externalRefs.erp';
const good = [
  HEADER,
  'acme,"Acme, Inc.",web-app;api,plain-summary,100000,USD,C-1',
  'birch,Birch,web-app,plain-summary,,,',
];

test('puts every customer; again changes nothing', async () => {
  const file = write(...good);
  expect(json((await sla('import', file, '--json')).stdout)).toMatchObject({ stored: 2, unchanged: 0, failed: [] });
  expect(json((await sla('import', file, '--json')).stdout)).toMatchObject({ stored: 0, unchanged: 2, failed: [] });
  expect(stage.calls).toHaveLength(4);
});

test('one fault, and nothing is put; every fault is told with its line', async () => {
  const file = write(...good, 'cedar,Cedar,fax,plain-summary,12.5,usd,', 'acme,Acme,api,none,1,USD,', 'elm,Elm');
  const { status, stderr } = await sla('import', file);
  expect(status).toBe(2);
  expect(stderr).toContain('has faults; nothing was put');
  for (const fault of [
    'customers.csv:4: serviceFees.amountMinor: not a number ("12.5")',
    'customers.csv:4: serviceFees.currency: not a currency code (USD) ("usd")',
    'customers.csv:5: the same id as on line 2 ("acme")',
    'customers.csv:5: policy: not a configured policy ("none")',
    'customers.csv:6: 2 cells, but 7 columns',
  ])
    expect(stderr).toContain(fault);
  expect(stage.calls).toEqual([]);
});

test('a dry run only checks', async () => {
  const { status, stdout } = await sla('import', write(...good), '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('2 customers, no faults; nothing was put');
  expect(stage.calls).toEqual([]);
});

test('a call that is throttled is made again; one that keeps failing is told, and the others are put', async () => {
  let throttled = false;
  stage.intercept.answer = (call) => {
    if (call === 'PUT /customers/birch') return { status: 500, body: { title: 'This did not work' } };
    const first = !throttled;
    throttled = true;
    return first ? { status: 429, body: { message: 'Too Many Requests' } } : undefined;
  };
  const { status, stdout } = await sla('import', write(...good));
  expect(stdout).toContain('2 customers: 0 stored, 1 unchanged, 1 failed');
  expect(stdout).toContain('line 3, birch: not stored: This did not work (500)');
  expect(status).toBe(3);
});

test('a folder in place of a file', async () => {
  const { status, stderr } = await sla('import', directory);
  expect(status).toBe(2);
  expect(stderr).toContain('A folder was named where a file belongs');
});

test('a file that is not there', async () => {
  const { status, stderr } = await sla('import', join(directory, 'none.csv'));
  expect(status).toBe(2);
  expect(stderr).toContain('There is no ');
});
