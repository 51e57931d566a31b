import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { stage, product } = await usingDeployedStage();
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
  expect(stage.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(4);
});

test('stores no customer and reports every fault with its line', async () => {
  const file = write(...good, 'cedar,Cedar,fax,plain-summary,12.5,usd,', 'acme,Acme,api,none,1,USD,', 'elm,Elm');
  const { status, stderr } = await sla('import', file);
  expect(status).toBe(2);
  expect(stderr).toContain('has faults; no customer was stored');
  for (const fault of [
    'customers.csv:4: serviceFees.amountMinor: not a whole number of minor units, such as cents (40000 for 400.00) ("12.5")',
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
  expect(stage.calls.filter((call) => call.startsWith('PUT'))).toEqual([]);
});

test('shows each change of fees in major units, with totals by currency', async () => {
  const file = write(HEADER, 'acme,Acme,web-app,plain-summary,110000,USD,C-1', 'nagoya,Nagoya,web-app,,22500,JPY,');
  const { stdout } = await sla('import', file, '--dry-run');
  expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'line  customer  fees before   fees after',
    '2     acme      1,000.00 USD  1,100.00 USD',
    '3     nagoya    new           22,500 JPY',
    'total in JPY: 0 JPY before, 22,500 JPY after',
    'total in USD: 1,000.00 USD before, 1,100.00 USD after',
    `${file}: 2 customers, no faults; no customer was stored`,
    '',
  ]);
});

test('asks before fees change by more than 20 %', async () => {
  const file = write(HEADER, 'acme,Acme,web-app,plain-summary,10000000,USD,C-1');
  const asked = await sla('import', file);
  expect(asked.status).toBe(1);
  expect(asked.stderr).toContain('1,000.00 USD  100,000.00 USD  more than 20 %');
  expect(asked.stderr).toContain('The fees of 1 customer change by more than 20 %. Import the file?');
  expect(stage.calls.filter((call) => call.startsWith('PUT'))).toEqual([]);
  const { status, stdout } = await sla('import', file, '--yes', '--json');
  expect(status).toBe(0);
  expect(json(stdout)).toMatchObject({
    stored: 1,
    changes: [{ id: 'acme', large: true, old: [{ amountMinor: 100_000, currency: 'USD' }] }],
    totals: [{ currency: 'USD', oldMinor: 100_000, newMinor: 10_000_000 }],
  });
});

test('accepts local dates in the time zone of the policy', async () => {
  const file = write(
    'id,name,components,policy,activeFrom,activeTo',
    'dated,Dated,web-app,short-form-sla,2026-10-01,2026-12-01',
  );
  expect((await sla('import', file)).status).toBe(0);
  const { body } = await product.call('GET', '/customers/dated');
  expect(body).toMatchObject({ activeFrom: '2026-10-01T07:00:00.000Z', activeTo: '2026-12-01T08:00:00.000Z' });
});

test('checks a file by the configuration of a folder without a replay', async () => {
  const file = write(HEADER, 'acme,Acme,fax,none,12.5,usd,');
  const { status, stderr } = await stage.sla(['import', file, '--dry-run', '--local']);
  expect(status).toBe(2);
  expect(stderr).not.toContain('replaying');
  for (const fault of [
    'components: not a configured component ("fax")',
    'policy: not a configured policy ("none")',
    'serviceFees.amountMinor: not a whole number of minor units, such as cents (40000 for 400.00) ("12.5")',
  ])
    expect(stderr).toContain(fault);
  const known = write(HEADER, 'hazel-airways,Hazel,web-app,,100,USD,');
  const compared = await stage.sla(['import', known, '--dry-run', '--local']);
  expect(compared.stdout).toContain('more than 20 %');
});

test('retries a throttled call, reports a failed one, and stores the others', async () => {
  let throttled = false;
  stage.intercept.answer = (call) => {
    if (call === 'PUT /customers/birch') return { status: 500, body: { title: 'Internal error' } };
    const first = !throttled;
    throttled = true;
    return first ? { status: 429, body: { message: 'Too Many Requests' } } : undefined;
  };
  const { status, stdout } = await sla('import', write(...good), '--yes');
  expect(stdout).toContain('2 customers: 1 stored, 0 unchanged, 1 failed');
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
