import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { showConsole } from '../../functions/console/app.ts';
import { TABLE_ACCESS } from '../../infra/table-access.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { ingestHelpdesk } from '../../shared/ingest/ingest-helpdesk.ts';
import { ingestMail } from '../../shared/ingest/ingest-mail.ts';
import { accelerateTimers } from '../faults/accelerated-time.ts';
import { accessLog, restrictTable } from '../faults/restrict-table.ts';
import { type SimulationSite, type SiteEmulators, startSiteEmulators } from '../faults/simulation-site.ts';
import { newSimulation, type Simulation } from '../faults/simulation.ts';
import { outageIncident } from '../faults/month-payloads.ts';
import { monthSteps, playSteps } from '../faults/simulated-month.ts';
import { instant } from '../support/builders/instant-text.ts';
import { aConfig, aDeployment } from '../support/builders/product-config.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';
import { pageCall } from '../support/http/requests.ts';

// Every function works through a month with the access of its role, and its messages arrive twice.

const config = aConfig();
const NOW = '2026-12-05T12:00:00Z';
let emulators: SiteEmulators;
let restoreTimers: () => void;

const keyItem = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) });
const PEOPLE_RETRACT = ['monitor-state', 'provider-status'];

/** Finds the facts of a kind that are not retracted. */
const factIds = async (site: SimulationSite, kind: string): Promise<string[]> => {
  const keys = (await site.items()).map((item) => z.parse(keyItem, item)).map(({ pk, sk }) => ({ pk: pk.S, sk: sk.S }));
  const retracted = new Set(keys.map(({ sk }) => sk));
  const prefix = `fact#${kind}#`;
  const ids = new Set(keys.flatMap(({ pk }) => (pk.startsWith(prefix) ? [pk.slice(prefix.length)] : [])));
  return [...ids].filter((id) => !retracted.has(`retraction#${kind}#${id}`));
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

const useConsole = async (site: SimulationSite): Promise<void> => {
  const { table, queue } = site.connect();
  restrictTable(table, 'console');
  const deployment = aDeployment(config);
  const common = { table, closing: queue('closing'), deployment, telemetry: silentTelemetry };
  const show = showConsole({ ...common, monthOf: monthReader(table, deployment), clock: () => instant(NOW) });
  const retractions = await Promise.all(
    PEOPLE_RETRACT.map(async (kind) => ({ kind, id: (await factIds(site, kind))[0] ?? '' })),
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

const POSTS = [
  { customer: 'acme-desk', text: 'Down.', ticket: { id: 'T1' } },
  { customer: 'acme-desk', text: 'Still down.', ticket: { id: 'T1' } },
  { requester: 'ops@acme.example', text: 'Down.' },
  { requester: 'ops@other.example', text: 'Down.', ticket: { id: 'T2' } },
  { requester: 'ops@other.example', text: 'Down.', ticket: { id: 'T2' } },
];
const MAILS = ['ops@acme.example', 'ops@acme.example', 'ops@other.example', 'ops@other.example'];

/** Receives notices of a known and of an unknown sender, each twice, by a help desk and by e-mail. */
const receiveNotices = async (site: SimulationSite): Promise<void> => {
  const common = { telemetry: silentTelemetry, clock: () => instant(NOW) };
  const posts = site.connect().table;
  restrictTable(posts, 'ingest-notices');
  for (const post of POSTS) await ingestHelpdesk({ ...common, table: posts }, JSON.stringify(post));
  const mails = site.connect().table;
  restrictTable(mails, 'ingest-email');
  for (const [i, from] of MAILS.entries()) {
    const receipt = {
      recipients: ['sla@notices.example'],
      dmarcVerdict: { status: 'PASS' },
      spamVerdict: { status: 'PASS' },
    };
    const mail = { timestamp: `2026-12-05T11:0${i}:00Z`, source: from, messageId: `ses-${i}` };
    const raw = Buffer.from(`From: ${from}\r\nMessage-ID: <${from}>\r\nSubject: Outage\r\n\r\nDown.`);
    await ingestMail(
      { ...common, table: mails, domain: undefined },
      { event: { receipt, mail }, readRaw: async () => raw },
    );
  }
};

const unmatchedList = z.object({ messages: z.array(z.object({ id: z.string() })) });

/** A person dismisses each message without a customer. */
const dismissMessages = async (later: Simulation): Promise<void> => {
  const { messages } = z.parse(unmatchedList, JSON.parse((await later.call('GET', '/unmatched')).replace(/^\d+ /, '')));
  expect(messages.length).toBeGreaterThan(0);
  for (const { id } of messages)
    await later.call('POST', `/unmatched/${encodeURIComponent(id)}`, { dismiss: 'a test' });
};

beforeAll(async () => {
  restoreTimers = accelerateTimers();
  emulators = await startSiteEmulators(config);
  const site = await emulators.site();
  await playSteps(newSimulation(site, { config, times: 2 }), monthSteps);
  const later = newSimulation(site, { config });
  later.setClock(instant(NOW));
  const [start, end] = ['2026-12-04T10:00:00Z', '2026-12-04T11:00:00Z'];
  const incident = { id: 'an incident', ...z.looseObject({}).parse(outageIncident('later', start, end, end)) };
  await later.webhook({ page: { id: 'gpkpyklzq55q' }, incident });
  for (const fn of ['poll-twilio', 'reconcile-alarms', 'reconcile-alarms'] as const) await later.run(fn);
  for (const kind of PEOPLE_RETRACT)
    await later.call('POST', '/retractions', { of: { kind, id: (await factIds(site, kind))[0] }, reason: 'wrong' });
  for (const path of ['/customers/acme/months/2026-10', '/months/2026-10']) await later.call('GET', path);
  await useConsole(site);
  const record = { name: 'Acme', components: ['web'], contacts: ['ops@acme.example'] };
  await later.call('PUT', '/customers/acme-desk', record);
  await receiveNotices(site);
  await later.call('GET', '/customers');
  await dismissMessages(later);
});
afterAll(async () => {
  restoreTimers();
  await emulators.stop();
});

test('no function needs a partition that its role denies', () => {
  expect([...accessLog.denied]).toEqual([]);
});

/** Patterns for cases that this month lacks. */
const OTHER_CASES: Readonly<Record<string, readonly string[]>> = {
  // An event that is recorded while the poller reads its alarm.
  // No provider of this month has an SLA, no AWS issue is open, and no message waits.
  'reconcile-alarms': [
    'read fact#monitor-state#*',
    'read customer#*',
    'read fact#notice#*',
    'read provider#*',
    'read issue#*',
    'read provider-claim#*',
  ],
  // test/shared/api decides about credits that Stripe did not take, and lifts stops of mail.
  records: [
    'read provider-claim#*',
    'read mail#*',
    'read mail-stops',
    'read invoicing#*',
    'append provider-claim#*',
    'append mail-stops',
    'append invoicing#*',
  ],
  // test/functions/console saves customers and decides about messages.
  console: [
    'read provider-claim#*',
    'read mail-stops',
    'read invoicing#*',
    'append contact#*',
    'append unmatched#*',
    'append provider-claim#*',
    'append mail-stops',
    'append invoicing#*',
  ],
  // Messages to customers need SES; test/shared/mail and test/functions/mail-statements send them.
  'ingest-email': ['read mail#*', 'read mail-stops', 'append mail#*'],
  'mail-statements': ['read customer#*', 'read mail#*', 'read mail-stops', 'append mail#*'],
  'record-mail-events': ['append mail-stops'],
  // An incident with an id, which the webhook records with the same code.
  'poll-twilio': ['append incident#*'],
  // The month has no consumer of the billing queue; test/functions/invoice-stripe uses the patterns.
  'invoice-stripe': ['read customer#*', 'read invoicing#*', 'append invoicing#*'],
  'check-stripe': ['read customer#*', 'read invoicing#*', 'read list#credits#*', 'append invoicing#*'],
};

test('the public webhook reaches neither customers nor runs', () => {
  const { read = [], append = [], update } = TABLE_ACCESS['ingest-twilio'] ?? {};
  expect(new Set([...read, ...append])).toEqual(
    new Set(['update#*', 'provider#*', 'fact#provider-status#*', 'incident#*', 'payload#*']),
  );
  expect(update).toBeUndefined();
});

const writers = (pattern: string): string[] =>
  Object.entries(TABLE_ACCESS).flatMap(([fn, { append }]) => (append.includes(pattern) ? [fn] : []));

test('only people, notices and assessments write customers, and two functions write runs', () => {
  expect(writers('customer#*')).toEqual(['ingest-notices', 'ingest-email', 'records', 'console', 'assess-customers']);
  expect(writers('run#*')).toEqual(['close-month', 'assess-customers']);
});

describe('no role permits more than its function uses', () => {
  test.each(Object.keys(TABLE_ACCESS))('%s uses each of its patterns', (fn) => {
    const granted = Object.entries(TABLE_ACCESS[fn] ?? {}).flatMap(([access, patterns]) =>
      patterns.map((pattern) => `${access} ${pattern}`),
    );
    const used = accessLog.used.get(fn) ?? new Set();
    expect(granted.filter((each) => !used.has(each))).toEqual(OTHER_CASES[fn] ?? []);
  });
});
