import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { showConsole } from '../../functions/console/app.ts';
import { TABLE_ACCESS } from '../../infra/table-access.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { hurry } from '../faults/accelerated-time.ts';
import { accessLog, restrictTable } from '../faults/restrict-table.ts';
import { type Emulators, type Site, startEmulators } from '../faults/simulation-site.ts';
import { newWorld } from '../faults/simulation.ts';
import { history, play } from '../faults/simulated-month.ts';
import { instant } from '../support/builders/instant.ts';
import { aConfig, aDeployment } from '../support/builders/product-config.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';
import { pageCall } from '../support/http/requests.ts';

// Every function works through a month with the access of its role, and its messages arrive twice.

const config = aConfig();
const NOW = '2026-12-05T12:00:00Z';
let emulators: Emulators;

const pointer = z.object({ pk: z.object({ S: z.string() }) });
const PEOPLE_RETRACT = ['monitor-state', 'provider-status'];

/** Finds two facts of a kind: one for the API to retract, one for the console. */
const factIds = async (site: Site, kind: string): Promise<string[]> => {
  const prefix = `fact#${kind}#`;
  const keys = (await site.items()).map((item) => z.parse(pointer, item).pk.S);
  return [...new Set(keys)].filter((pk) => pk.startsWith(prefix)).map((pk) => pk.slice(prefix.length));
};

const FORMS: readonly (readonly [kind: string, form: Readonly<Record<string, string>>])[] = [
  [
    'notice',
    {
      customer: 'acme',
      recognizedAt: '2026-10-14T17:10',
      receivedAt: '2026-10-14T18:00',
      channel: 'email',
      text: 'Down.',
    },
  ],
  [
    'maintenance',
    {
      scope: 'all',
      start: '2026-12-20T10:00',
      end: '2026-12-20T11:00',
      requestedBy: 'company',
      announcedAt: '2026-12-01T10:00',
    },
  ],
  ['downtime', { component: 'web', start: '2026-12-01T10:00', end: '2026-12-01T11:00', evidence: 'a call' }],
];

const useConsole = async (site: Site): Promise<void> => {
  const { table, queue } = site.connect();
  restrictTable(table, 'console');
  const deployment = aDeployment(config);
  const common = { table, closing: queue('closing'), deployment, telemetry: silentTelemetry };
  const show = showConsole({ ...common, monthOf: monthReader(table, deployment), clock: () => instant(NOW) });
  const retractions = await Promise.all(
    PEOPLE_RETRACT.map(async (kind) => ({ kind, id: (await factIds(site, kind))[1] ?? '' })),
  );
  for (const path of [
    '/console',
    '/console/customers',
    '/console/customers/acme',
    '/console/months/2026-10',
    '/console/months/2026-10?now=1',
    '/console/months/2026-10/customers/zeta',
    '/console/months/2026-10/messages',
    '/console/months/2026-10/json/acme',
    '/console/facts?month=2026-10',
    ...retractions.map(({ kind, id }) => `/console/fact?kind=${kind}&id=${encodeURIComponent(id)}`),
  ])
    expect([path, (await show(pageCall('GET', path))).statusCode]).toEqual([path, 200]);
  const forms = [...FORMS, ...retractions.map((form) => ['retraction', { ...form, reason: 'wrong' }] as const)];
  for (const [kind, form] of forms) {
    const saved = await show(
      pageCall('POST', `/console/record/${kind}`, { form: { zone: 'utc', ...form, do: 'save' } }),
    );
    expect([kind, saved.statusCode]).toEqual([kind, 303]);
  }
};

beforeAll(async () => {
  hurry();
  emulators = await startEmulators(config);
  const site = await emulators.site();
  await play(newWorld(site, { config, times: 2 }), history);
  const later = newWorld(site, { config });
  later.setClock(instant(NOW));
  for (const fn of ['poll-twilio', 'reconcile-alarms', 'reconcile-alarms'] as const) await later.run(fn);
  for (const kind of PEOPLE_RETRACT)
    await later.call('POST', '/retractions', { of: { kind, id: (await factIds(site, kind))[0] }, reason: 'wrong' });
  for (const path of ['/customers/acme/months/2026-10', '/months/2026-10']) await later.call('GET', path);
  await useConsole(site);
});
afterAll(() => emulators.stop());

test('no function needs a partition that its role denies', () => {
  expect([...accessLog.denied]).toEqual([]);
});

/** Needed only if an event is recorded while the poller reads its alarm. */
const OF_RACES: Readonly<Record<string, readonly string[]>> = { 'reconcile-alarms': ['read fact#monitor-state#*'] };

test('the public webhook reaches neither customers nor runs', () => {
  const { read = [], append = [], update } = TABLE_ACCESS['ingest-twilio'] ?? {};
  expect(new Set([...read, ...append])).toEqual(
    new Set(['update#*', 'provider#*', 'fact#provider-status#*', 'payload#*']),
  );
  expect(update).toBeUndefined();
});

const writers = (pattern: string): string[] =>
  Object.entries(TABLE_ACCESS).flatMap(([fn, { append }]) => (append.includes(pattern) ? [fn] : []));

test('only three functions write customers, and two write runs', () => {
  expect(writers('customer#*')).toEqual(['records', 'console', 'assess-customers']);
  expect(writers('run#*')).toEqual(['close-month', 'assess-customers']);
});

describe('no role permits more than its function uses', () => {
  test.each(Object.keys(TABLE_ACCESS))('%s uses each of its patterns', (fn) => {
    const granted = Object.entries(TABLE_ACCESS[fn] ?? {}).flatMap(([access, patterns]) =>
      patterns.map((pattern) => `${access} ${pattern}`),
    );
    const used = accessLog.used.get(fn) ?? new Set();
    expect(granted.filter((each) => !used.has(each))).toEqual(OF_RACES[fn] ?? []);
  });
});
