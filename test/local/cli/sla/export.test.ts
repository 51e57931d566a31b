import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { accrualCommand } from '../../../../local/cli/sla/accrual-command.ts';
import { causesCommand } from '../../../../local/cli/sla/causes-command.ts';
import { exportCommand } from '../../../../local/cli/sla/export-command.ts';
import { openReplayedStage } from '../../../../local/cli/sla/open-replayed-stage.ts';
import type { Stage } from '../../../../local/cli/sla/stage.ts';
import { verifyCommand } from '../../../../local/cli/sla/verify-command.ts';
import { creditedCustomers } from '../../../../shared/persistence/customer-lists.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import {
  acmeRecord,
  alarmArrival,
  callArrival,
  folderConfig,
  makeReplayFolder,
} from '../../../support/builders/replay-folders.ts';
import { revisionsOf } from '../../../../shared/persistence/ledger.ts';
import { loadCustomer } from '../../../../shared/persistence/load-customer.ts';

const DIRECTORY = mkdtempSync(join(tmpdir(), 'sla-credits-export-'));
const MONTH = '2026-10';
const IGNORE = () => {};

const caused = z.object({
  months: z.array(
    z.object({ credits: z.array(z.object({ component: z.nullable(z.string()), amountMinor: z.number() })) }),
  ),
});

let stage: Stage;
beforeAll(async () => {
  stage = await openReplayedStage({ directory: undefined, month: MONTH }, IGNORE);
}, 60_000);
afterAll(async () => {
  rmSync(DIRECTORY, { recursive: true });
  await stage.stop();
});

const exported = async (name: string, pseudonyms = false): Promise<string> => {
  const directory = join(DIRECTORY, name);
  await exportCommand(stage, { from: MONTH, to: MONTH, directory, pseudonyms }, IGNORE);
  return directory;
};

/** Returns the last amount of each customer in the ledger. */
const ledgerOf = async ({ table }: Stage): Promise<Record<string, number>> => {
  const amounts: Record<string, number> = {};
  for await (const customer of creditedCustomers(table, MONTH)) {
    const { revisions } = await loadCustomer(table, customer, MONTH);
    amounts[customer] = revisionsOf(revisions, MONTH).at(-1)?.amountMinor ?? 0;
  }
  return amounts;
};

test('an exported month replays to the same ledger and verifies', async () => {
  const folder = await exported('plain');
  const replayed = await openReplayedStage({ directory: join(folder, MONTH), month: MONTH }, IGNORE);
  const [before, after] = [await ledgerOf(stage), await ledgerOf(replayed)];
  await replayed.stop();
  expect(Object.keys(before).length).toBeGreaterThan(5);
  expect(after).toEqual(before);
  expect(await verifyCommand(stage, folder, IGNORE)).toMatchObject({
    exit: 0,
    json: { months: [MONTH], compared: 22, mismatches: [] },
  });
}, 60_000);

const named = z.array(z.object({ id: z.string(), name: z.string() }));

test('pseudonyms leave no id, name or text of a customer', async () => {
  const folder = await exported('pseudonyms', true);
  const lines = readFileSync(join(folder, MONTH, 'events.ndjson'), 'utf8');
  const customers = z.parse(named, JSON.parse(readFileSync('local/sample/customers.json', 'utf8')));
  expect(customers.filter(({ id, name }) => lines.includes(id) || lines.includes(name))).toEqual([]);
  expect((await verifyCommand(stage, folder, IGNORE)).json).toMatchObject({ compared: 22, mismatches: [] });
});

test('a changed folder differs from the ledger', async () => {
  const folder = await exported('changed');
  const path = join(folder, MONTH, 'events.ndjson');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"amountMinor":', '"amountMinor":1'));
  const { exit, json } = await verifyCommand(stage, folder, IGNORE);
  const { mismatches } = z.parse(z.object({ mismatches: z.array(z.unknown()) }), json);
  expect([exit, mismatches.length > 0]).toEqual([3, true]);
});

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const notice = (at: string, id: string) =>
  callArrival(at, 'POST', '/notices', {
    id,
    customer: 'cedar',
    recognizedAt: '2026-10-14T11:30:00Z',
    text: 'down',
    channel: 'email',
  });
const goodwill = (at: string, amountMinor: number, reason: string) =>
  callArrival(at, 'POST', '/goodwill', { customer: 'acme', month: '2026-10', ...usd(amountMinor), reason });

describe('a month with goodwill, approvals, versions and retractions', () => {
  const HERE = { account: '000000000000', region: 'us-east-1' };
  const customers = [
    acmeRecord,
    { ...acmeRecord, id: 'birch', serviceFees: usd(1_000_000) },
    { ...acmeRecord, id: 'cedar', policy: 'short-form-sla', contacts: ['@cedar.example'] },
  ];
  const events = [
    alarmArrival('10-14T11:00', 'ALARM', HERE),
    alarmArrival('10-14T13:00', 'OK', HERE),
    // The price of the month, recorded late; and that of the next month.
    callArrival('11-01T08:00', 'PUT', '/customers/acme', {
      ...acmeRecord,
      serviceFees: usd(80_000),
      effectiveFrom: '2026-10-01T00:00:00Z',
    }),
    callArrival('11-01T09:00', 'PUT', '/customers/acme', {
      ...acmeRecord,
      serviceFees: usd(5000),
      effectiveFrom: '2026-11-01T00:00:00Z',
    }),
    notice('10-14T12:00', 'N1'),
    notice('10-14T12:30', 'N2'),
    callArrival('10-15T00:00', 'POST', '/retractions', { of: { kind: 'notice', id: 'N1' }, reason: 'a test' }),
    goodwill('10-20T00:00', 700, 'first'),
    goodwill('10-20T01:00', 700, 'second'),
    {
      at: '2026-10-14T12:00:00Z',
      door: 'notices',
      payload: { body: { requester: 'x@gmail.com', text: 'down', recognizedAt: '2026-10-14T11:30:00Z' } },
    },
  ];
  const config = {
    ...folderConfig,
    policies: { ...folderConfig.policies, 'short-form-sla': { ...shortFormSla, timeZone: 'UTC' } },
    approval: { above: [usd(40_000)] },
  };
  const { directory: source, remove } = makeReplayFolder({ config, customers, events });
  afterAll(remove);

  test.each([
    ['as it is', false],
    ['with pseudonyms', true],
  ])(
    'verifies %s and replays to its amounts',
    async (name, pseudonyms) => {
      const special = await openReplayedStage({ directory: source, month: MONTH }, IGNORE);
      const directory = join(DIRECTORY, `special ${name}`);
      await exportCommand(special, { from: MONTH, to: MONTH, directory, pseudonyms }, IGNORE);
      // 5 % of 800.00 and 1,000.00 USD; birch waits for approval.
      expect(await ledgerOf(special)).toEqual({ acme: 4000 + 1400, cedar: 5000 });
      expect(await verifyCommand(special, directory, IGNORE)).toMatchObject({
        exit: 0,
        json: { compared: 3, notIssued: 1, mismatches: [] },
      });
      const { json } = await accrualCommand(special, MONTH, { csv: false });
      expect(json).toMatchObject({ totals: [{ currency: 'USD', issued: 10_400, due: 50_000, atMost: 60_400 }] });
      const causes = await causesCommand(special, { from: MONTH, to: MONTH, csv: false });
      const amounts = z
        .parse(caused, causes.json)
        .months.flatMap(({ credits }) => credits.map((each) => each.amountMinor));
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(10_400);
      await special.stop();
      const replayed = await openReplayedStage({ directory: join(directory, MONTH), month: MONTH }, IGNORE);
      expect(Object.values(await ledgerOf(replayed)).toSorted((a, b) => a - b)).toEqual([5000, 5400, 50_000]);
      await replayed.stop();
    },
    60_000,
  );
});

test('a folder without months is rejected', async () => {
  await expect(verifyCommand(stage, 'local/sample', IGNORE)).rejects.toMatchObject({ exit: 2 });
});

test('the accrual of the closed sample has its issued credits', async () => {
  const { json, text } = await accrualCommand(stage, MONTH, { csv: true });
  expect(json).toMatchObject({
    month: MONTH,
    totals: [
      { currency: 'JPY', issued: 22_500, due: 0, claimable: 0, atMost: 22_500 },
      { currency: 'USD', issued: 814_690, due: 0, claimable: 240_000, atMost: 1_054_690 },
    ],
  });
  expect(text).toHaveLength(1 + 22);
  expect(text.slice(0, 2)).toEqual([
    'customer,currency,issued,due,claimable,atMost,deadline,blocked',
    'alder-clinics,USD,24000,0,0,24000,,',
  ]);
});

test('the causes of the closed sample add up to its ledger', async () => {
  const { json, text } = await causesCommand(stage, { from: '2026-09', to: MONTH, csv: true });
  const [before, month] = z.parse(caused, json).months;
  const credits = month?.credits ?? [];
  const ledger = Object.values(await ledgerOf(stage)).reduce((sum, amount) => sum + amount, 0);
  expect(before?.credits).toEqual([]);
  expect(credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(ledger);
  expect(credits.filter(({ component }) => component === null)).toEqual([]);
  expect(text).toHaveLength(1 + credits.length);
});
