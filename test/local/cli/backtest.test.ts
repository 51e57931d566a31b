import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { plainSummary } from '../../../shared/domain/policy/presets/plain-summary.ts';
import { runLocal } from '../../support/builders/replay-folders.ts';

const DIRECTORY = mkdtempSync(join(tmpdir(), 'sla-credits-backtest-'));
afterAll(() => rmSync(DIRECTORY, { recursive: true }));

const PAGE = join(DIRECTORY, 'page.html');
const POLICY = join(DIRECTORY, 'policy.json');
writeFileSync(POLICY, JSON.stringify(plainSummary));

const backtest = (...args: readonly string[]) => runLocal('backtest.ts', ['local/sample', '--page', PAGE, ...args]);

describe('the output', () => {
  test('is JSON with the own terms first and every customer', async () => {
    const { status, stdout } = await backtest('--months', '2026-10..2026-10', '--policy', POLICY, '--json');
    expect(status).toBe(0);
    const { months } = JSON.parse(stdout);
    expect(months).toMatchObject([{ month: '2026-10', policies: [{ id: 'own' }, { id: 'plain-summary' }] }]);
    expect(months[0].policies[0].customers).toContainEqual({
      customer: 'alder-clinics',
      amountMinor: 24_000,
      currency: 'USD',
    });
    expect(months[0].policies[0].customers).toContainEqual({
      customer: 'vetch-farms',
      amountMinor: null,
      currency: null,
    });
    expect(months[0].policies[1].customers).toHaveLength(months[0].policies[0].customers.length);
  });

  test('is CSV with a line for each amount', async () => {
    const { stdout } = await backtest('--months', '2026-10', '--csv');
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'month,policy,customer,amountMinor,currency',
      '2026-10,own,alder-clinics,24000,USD',
    ]);
  });

  test('is a table, with a page of the largest differences', async () => {
    const { stdout, stderr } = await backtest('--months', '2026-09..2026-10', '--policy', POLICY, '--as-of', 'end');
    expect(stdout).toMatch(/2026-10 +own terms +22,500 JPY, [\d,.]+ USD/);
    expect(stderr).toContain('local/sample/events.ndjson:40: rejected: ');
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toContain('Largest differences under plain-summary');
    expect(page).toMatch(/claim|credit|calendar/);
  });
});

describe('two folders with the same months are rejected', () => {
  test.each([
    [
      ['out/try-2026-10', 'other/2026-10'],
      /^Several folders have the month 2026-10: out\/try-2026-10, other\/2026-10\n→ /,
    ],
    [['mine', 'yours'], /^Several folders have no month in their names: mine, yours\n→ end the name of each folder/],
  ])('%j', async (folders, expected) => {
    const { status, stdout, stderr } = await runLocal('backtest.ts', [...folders, '--months', '2026-10']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
  });
});

test.each([
  [['--months', '2026-13'], 1],
  [['--months', '2026-10..2026-09'], 1],
  [['--months', '2026-10', '--csv', '--json'], 1],
  [['--months', '2026-10', '--policy', join(DIRECTORY, 'nothing.json')], 2],
  [['--months', '2026-10', '--policy', 'package.json'], 2],
])('%j exits with %i', async (args, status) => {
  expect((await backtest(...args)).status).toBe(status);
});
