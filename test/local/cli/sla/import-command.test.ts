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

test('stores every customer, and changes nothing when repeated', async () => {
  const file = write(...good);
  expect(json((await sla('import', file, '--json')).stdout)).toMatchObject({ stored: 2, unchanged: 0, failed: [] });
  expect(json((await sla('import', file, '--json')).stdout)).toMatchObject({ stored: 0, unchanged: 2, failed: [] });
  expect(stage.calls).toHaveLength(4);
});

test('stores no customer and reports every fault with its line', async () => {
  const file = write(...good, 'cedar,Cedar,fax,plain-summary,12.5,usd,', 'acme,Acme,api,none,1,USD,', 'elm,Elm');
  const { status, stderr } = await sla('import', file);
  expect(status).toBe(2);
  expect(stderr).toContain('has faults; no customer was stored');
  for (const fault of [
    'customers.csv:4: serviceFees.amountMinor: not a number ("12.5")',
    'customers.csv:4: serviceFees.currency: not an ISO 4217 code ("usd")',
    'customers.csv:5: duplicate id, first on line 2 ("acme")',
    'customers.csv:5: policy: not a configured policy ("none")',
    'customers.csv:6: 2 cells, but 7 columns',
  ])
    expect(stderr).toContain(fault);
  expect(stage.calls).toEqual([]);
});

test('a dry run stores no customer', async () => {
  const { status, stdout } = await sla('import', write(...good), '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('2 customers, no faults; no customer was stored');
  expect(stage.calls).toEqual([]);
});

test('retries a throttled call, reports a failed one, and stores the others', async () => {
  let throttled = false;
  stage.intercept.answer = (call) => {
    if (call === 'PUT /customers/birch') return { status: 500, body: { title: 'Internal error' } };
    const first = !throttled;
    throttled = true;
    return first ? { status: 429, body: { message: 'Too Many Requests' } } : undefined;
  };
  const { status, stdout } = await sla('import', write(...good));
  expect(stdout).toContain('2 customers: 0 stored, 1 unchanged, 1 failed');
  expect(stdout).toContain('line 3, birch: not stored: Internal error (500)');
  expect(status).toBe(3);
});

test('rejects a folder in place of a file', async () => {
  const { status, stderr } = await sla('import', directory);
  expect(status).toBe(2);
  expect(stderr).toContain('a folder, not a file (EISDIR)');
});

test('rejects a missing file', async () => {
  const { status, stderr } = await sla('import', join(directory, 'none.csv'));
  expect(status).toBe(2);
  expect(stderr).toContain('no such file (ENOENT)');
});
