import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  backtestMonths,
  type BacktestMonth,
  type BacktestOptions,
  folderOf,
  monthsBetween,
} from '../../../../local/cli/backtest/backtest-months.ts';
import { replayArrivals } from '../../../../local/emulator/replay-arrivals.ts';
import { readFolder, type ReplayFolder } from '../../../../local/emulator/replay-folder.ts';
import { loadConfig } from '../../../../shared/config/config.ts';
import { closingInstant } from '../../../../shared/config/schedule.ts';
import { plainSummary } from '../../../../shared/domain/policy/presets/plain-summary.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import { publicPresets } from '../../../../shared/domain/policy/public-presets.ts';
import { twilioApisPreset } from '../../../../shared/domain/policy/presets/twilio-apis.ts';
import { billingMessage } from '../../../../shared/messaging/billing-message.ts';
import { unmatchedId } from '../../../../shared/persistence/unmatched-message.ts';
import { runReport } from '../../../../shared/persistence/run-store.ts';
import {
  acmeRecord,
  alarmArrival,
  callArrival,
  folderConfig,
  makeReplayFolder,
} from '../../../support/builders/replay-folders.ts';
import incidents from '../../../fixtures/try/incidents.json' with { type: 'json' };

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

type Amounts = Readonly<Record<string, number | null>>;

/** The amounts of a close by the handlers: 0 without a message, null for a blocked customer. */
const replayedAmounts = async (
  folder: ReplayFolder,
  month: string,
  ids: readonly string[],
  asOf?: number,
): Promise<Amounts> => {
  const { pipeline, receive } = await replayArrivals(folder, month, { asOf });
  const messages = (await receive()).map((text) => billingMessage.parse(JSON.parse(text)).data);
  const { blocked = [] } = (await runReport(pipeline.account.table, month)) ?? {};
  await pipeline.stop();
  return {
    ...Object.fromEntries(ids.map((id) => [id, 0])),
    ...Object.fromEntries(messages.map(({ customer, amountMinor }) => [customer, amountMinor])),
    ...Object.fromEntries(blocked.map(({ customer }) => [customer, null])),
  };
};

const tested = async (
  folders: Readonly<Record<string, ReplayFolder>>,
  options: Partial<BacktestOptions> & Pick<BacktestOptions, 'months'>,
) => {
  const readers = Object.entries(folders).map(([directory, folder]) => ({ directory, read: async () => folder }));
  const given = { policies: [], asOf: 'closing', onRejection: () => {}, differencesMax: 10, ...options } as const;
  const months: BacktestMonth[] = [];
  for await (const month of backtestMonths(readers, given)) months.push(month);
  return months;
};

const amountsIn = (months: Awaited<ReturnType<typeof tested>>, month: number, policy: number): Amounts =>
  Object.fromEntries(
    (months[month]?.policies[policy]?.customers ?? []).map(({ customer, amountMinor }) => [customer, amountMinor]),
  );

const versionsOf = (policy: { readonly id: string }) => {
  const config = loadConfig({ ...folderConfig, policies: { [policy.id]: policy }, defaultPolicy: policy.id });
  return { id: policy.id, versions: config.policies[policy.id] ?? [] };
};

/** The same folder with all customers under one policy. */
const under = (folder: ReplayFolder, policy: { readonly id: string }): ReplayFolder => ({
  ...folder,
  config: {
    ...folder.config,
    policies: {
      ...folder.config.policies,
      ...loadConfig({ ...folderConfig, policies: { [policy.id]: policy }, defaultPolicy: policy.id }).policies,
    },
    defaultPolicy: policy.id,
  },
  customers: folder.customers.map((customer) => withoutPolicy(customer)),
  arrivals: folder.arrivals.map((arrival) => ({ ...arrival, payload: withoutPolicyCall(arrival.payload) })),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutPolicy = (record: unknown): unknown => {
  if (!isObject(record)) return record;
  const { policy: _, services, ...rest } = record;
  return Array.isArray(services) ? { ...rest, services: services.map(withoutPolicy) } : rest;
};

const withoutPolicyCall = (payload: unknown): unknown =>
  isObject(payload) && payload['method'] === 'PUT' ? { ...payload, body: withoutPolicy(payload['body']) } : payload;

const SAMPLE = join(import.meta.dirname, '../../../../local/sample');

describe('the sample', () => {
  test('has the amounts of its replay under each policy', async () => {
    const folder = await readFolder(SAMPLE);
    const policies = [plainSummary, twilioApisPreset.policy];
    const months = await tested({ [SAMPLE]: folder }, { months: ['2026-10'], policies: policies.map(versionsOf) });
    const own = amountsIn(months, 0, 0);
    expect(Object.values(own).filter((amount) => amount !== null && amount > 0).length).toBeGreaterThan(5);
    expect(own).toEqual(await replayedAmounts(folder, '2026-10', Object.keys(own)));
    for (const [i, policy] of policies.entries()) {
      const amounts = amountsIn(months, 0, i + 1);
      expect(amounts).toEqual(await replayedAmounts(under(folder, policy), '2026-10', Object.keys(amounts)));
    }
  });
});

const CODE = 'h7ldcvs3wq2k';
const config = {
  ...folderConfig,
  policies: { ...folderConfig.policies, 'plain-summary': plainSummary },
  components: {
    voice: { alarms: ['voice-5xx'], dependsOn: [{ provider: 'twilio', component: CODE }] },
    web: { alarms: [], dependsOn: [] },
  },
};

const HERE = { account: '000000000000', region: 'us-east-1' };

const hour = fc.integer({ min: 0, max: 23 });
const day = fc.integer({ min: 1, max: 30 });
const instant = fc
  .tuple(fc.constantFrom('09', '10', '11'), day, hour)
  .map(([month, date, hours]) => `${month}-${String(date).padStart(2, '0')}T${String(hours).padStart(2, '0')}:00`);

/** One arrival of any entry point; some are invalid, contradictory or repeated. */
const arrival = fc.oneof(
  fc
    .record({ at: instant, state: fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA') })
    .map(({ at, state }) => alarmArrival(at, state, HERE)),
  fc
    .record({ at: instant, start: instant, end: instant, id: fc.constantFrom('D1', 'D2') })
    .map(({ at, start, end, id }) =>
      callArrival(at, 'POST', '/downtimes', {
        id,
        component: 'web',
        start: `2026-${start}:00Z`,
        end: `2026-${end}:00Z`,
        evidence: 'seen',
      }),
    ),
  fc
    .record({
      at: instant,
      id: fc.constantFrom('D1', 'N1', 'E1'),
      kind: fc.constantFrom('downtime', 'notice', 'exclusion'),
      customer: fc.constantFrom({}, {}, { customer: 'birch' }),
    })
    .map(({ at, id, kind, customer }) =>
      callArrival(at, 'POST', '/retractions', { of: { kind, id, ...customer }, reason: 'wrong' }),
    ),
  fc
    .record({
      at: instant,
      customer: fc.constantFrom('acme', 'birch', 'nobody'),
      amountMinor: fc.nat(50_000),
      currency: fc.constantFrom('USD', 'EUR'),
    })
    .map(({ at, ...grant }) => callArrival(at, 'POST', '/goodwill', { ...grant, month: '2026-10', reason: 'sorry' })),
  fc
    .record({ at: instant, recognized: instant, customer: fc.constantFrom('acme', 'birch', 'nobody') })
    .map(({ at, recognized, customer }) =>
      callArrival(at, 'POST', '/notices', {
        id: 'N1',
        customer,
        recognizedAt: `2026-${recognized}:00Z`,
        text: 'down',
        channel: 'email',
      }),
    ),
  fc
    .record({
      at: instant,
      start: instant,
      end: instant,
      scope: fc.constantFrom({ all: true }, { customer: 'acme' }, { component: 'voice' }),
    })
    .map(({ at, start, end, scope }) =>
      callArrival(at, 'POST', '/exclusions', {
        id: 'E1',
        scope,
        start: `2026-${start}:00Z`,
        end: `2026-${end}:00Z`,
        reason: 'force-majeure',
        evidence: 'storm',
      }),
    ),
  fc
    .record({ at: instant, amountMinor: fc.nat(1_000_000) })
    .map(({ at, amountMinor }) =>
      callArrival(at, 'PUT', '/customers/acme', { ...acmeRecord, serviceFees: { amountMinor, currency: 'USD' } }),
    ),
  fc
    .record({ at: instant, amountMinor: fc.nat(1_000_000), currency: fc.constantFrom('USD', 'EUR', 'X') })
    .map(({ at, amountMinor, currency }) =>
      callArrival(at, 'PUT', '/customers/birch/fees/2026-10', { amountMinor, currency }),
    ),
  fc.record({ at: instant, began: instant, updated: instant }).map(({ at, began, updated }) => ({
    at: `2026-${at}:00Z`,
    door: 'twilio',
    payload: {
      page: incidents.page,
      incident: {
        id: 'k7q2m9w4x1tz',
        incident_updates: [
          {
            id: 'u1d5f9h3j7lk',
            display_at: `2026-${began}:00Z`,
            updated_at: `2026-${updated}:00Z`,
            affected_components: [{ code: CODE, new_status: 'major_outage' }],
          },
        ],
      },
    },
  })),
  fc.record({ at: instant, from: instant, to: instant }).map(({ at, from, to }) => ({
    at: `2026-${at}:00Z`,
    door: 'alarm-history',
    payload: {
      AlarmHistoryItems: [
        {
          AlarmName: 'voice-5xx',
          Timestamp: `2026-${from}:00Z`,
          HistoryItemType: 'StateUpdate',
          HistorySummary: 'Alarm updated from OK to ALARM',
        },
        {
          AlarmName: 'voice-5xx',
          Timestamp: `2026-${to}:00Z`,
          HistoryItemType: 'StateUpdate',
          HistorySummary: 'Alarm updated from ALARM to OK',
        },
      ],
    },
  })),
  fc.record({ at: instant }).map(({ at }) => ({ at: `2026-${at}:00Z`, door: 'incidents', payload: incidents })),
  fc
    .record({
      at: instant,
      recognized: instant,
      requester: fc.constantFrom('ops@acme.example', 'jo@birch.example', 'x@gmail.com'),
      ticket: fc.constantFrom({}, { id: '1' }, { id: '2' }),
    })
    .map(({ at, recognized, requester, ticket }) => ({
      at: `2026-${at}:00Z`,
      door: 'notices',
      payload: { body: { requester, text: 'down', recognizedAt: `2026-${recognized}:00Z`, ticket } },
    })),
  fc
    .record({
      at: instant,
      recipient: fc.constantFrom('sla@n.example', 'sla+birchtoken1234@n.example'),
      from: fc.constantFrom('ops@acme.example', 'jo@birch.example', 'x@gmail.com'),
      dmarc: fc.constantFrom('PASS', 'FAIL'),
      id: fc.constantFrom('', 'Message-ID: <1@acme.example>\r\n'),
    })
    .map(({ at, recipient, from, dmarc, id }) => ({
      at: `2026-${at}:00Z`,
      door: 'email',
      payload: {
        receipt: { recipients: [recipient], dmarcVerdict: { status: dmarc } },
        mail: { timestamp: `2026-${at}:00Z`, source: from, messageId: `ses-${at}` },
        raw: `From: ${from}\r\n${id}Subject: down\r\n\r\nIt is down.\r\n`,
      },
    })),
);

describe('any folder', () => {
  const anyPolicy = fc.constantFrom(...publicPresets.map((preset) => preset.policy));

  test('has the amounts of its replay, also under another policy', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 5, maxLength: 25 }), anyPolicy, async (events, policy) => {
        const own = { contacts: ['@birch.example'], noticeToken: 'birchtoken1234' };
        const birch = { ...acmeRecord, ...own, id: 'birch', components: ['voice'], policy: 'plain-summary' };
        const { directory, remove } = makeReplayFolder({
          config,
          events,
          customers: [acmeRecord, birch, { id: 'bad' }],
        });
        removals.push(remove);
        const folder = await readFolder(directory);
        const names = monthsBetween('2026-09', '2026-10');
        const months = await tested({ [directory]: folder }, { months: names });
        for (const [i, month] of names.entries()) {
          const amounts = amountsIn(months, i, 0);
          expect(amounts).toEqual(await replayedAmounts(folder, month, ['acme', 'birch']));
        }
        const other = await tested({ [directory]: folder }, { months: ['2026-10'], policies: [versionsOf(policy)] });
        const amounts = amountsIn(other, 0, 1);
        expect(amounts).toEqual(await replayedAmounts(under(folder, policy), '2026-10', ['acme', 'birch']));
      }),
      { numRuns: 5 },
    );
  }, 300_000);
});

const exclusion = (at: string, customer: string, id: string) =>
  callArrival(at, 'POST', '/exclusions', {
    id,
    scope: { customer },
    start: '2026-10-14T00:00:00Z',
    end: '2026-10-15T00:00:00Z',
    reason: 'force-majeure',
    evidence: 'storm',
  });
const notice = (id: string, customer: string) =>
  callArrival('10-14T12:00', 'POST', '/notices', {
    id,
    customer,
    recognizedAt: '2026-10-14T11:30:00Z',
    text: 'down',
    channel: 'email',
  });
const retraction = (of: object) => callArrival('10-20T00:00', 'POST', '/retractions', { of, reason: 'wrong' });
const put = (at: string, id: string) => callArrival(at, 'PUT', `/customers/${id}`, { ...acmeRecord, id });

const goodwill = (at: string, customer: string, amountMinor: number, currency = 'USD') =>
  callArrival(at, 'POST', '/goodwill', { customer, month: '2026-10', amountMinor, currency, reason: 'sorry' });

describe('a record of the API', () => {
  const down = [alarmArrival('10-14T11:00', 'ALARM', HERE), alarmArrival('10-14T13:00', 'OK', HERE)];
  const birch = put('10-01T00:00', 'birch');
  test.each<[string, readonly unknown[]]>([
    [
      'goodwill, again and to the limit of the fees,',
      [
        goodwill('10-20T00:00', 'acme', 700),
        goodwill('10-21T00:00', 'acme', 700),
        goodwill('10-20T00:00', 'birch', 9_000_000),
      ],
    ],
    [
      'goodwill in another currency and of an unknown customer',
      [goodwill('10-20T00:00', 'acme', 700, 'EUR'), goodwill('10-20T00:00', 'x', 1)],
    ],
    [
      'an exclusion of a customer before its record',
      [exclusion('10-02T00:00', 'late', 'E1'), put('10-03T00:00', 'late')],
    ],
    ['an exclusion of a customer', [exclusion('10-02T00:00', 'birch', 'E1')]],
    [
      'a notice of two customers, retracted by its id',
      [notice('N1', 'acme'), notice('N1', 'birch'), retraction({ kind: 'notice', id: 'N1' })],
    ],
    [
      'a notice of two customers, retracted for one',
      [notice('N1', 'acme'), notice('N1', 'birch'), retraction({ kind: 'notice', id: 'N1', customer: 'birch' })],
    ],
    [
      'a notice named by the id of a fact of another customer',
      [notice('N1', 'acme'), notice('acme/N1', 'birch'), retraction({ kind: 'notice', id: 'acme/N1' })],
    ],
    [
      'an exclusion retracted for a customer',
      [exclusion('10-02T00:00', 'birch', 'E1'), retraction({ kind: 'exclusion', id: 'E1', customer: 'birch' })],
    ],
  ])('%s counts as in the replay', async (_, events) => {
    const claimed = {
      ...folderConfig,
      policies: { ...folderConfig.policies, 'short-form-sla': shortFormSla },
      defaultPolicy: 'short-form-sla',
    };
    const { directory, remove } = makeReplayFolder({ config: claimed, events: [birch, ...down, ...events] });
    removals.push(remove);
    const folder = await readFolder(directory);
    const amounts = amountsIn(await tested({ [directory]: folder }, { months: ['2026-10'] }), 0, 0);
    expect(amounts).toEqual(await replayedAmounts(folder, '2026-10', Object.keys(amounts)));
  });
});

const outage = [alarmArrival('10-14T11:00', 'ALARM', HERE), alarmArrival('10-14T13:00', 'OK', HERE)];
const lateRetraction = callArrival('12-01T00:00', 'POST', '/retractions', {
  of: { kind: 'downtime', id: 'D9' },
  reason: 'wrong',
});
const declared = callArrival('10-21T00:00', 'POST', '/downtimes', {
  id: 'D9',
  component: 'web',
  start: '2026-10-20T10:00:00Z',
  end: '2026-10-20T12:00:00Z',
  evidence: 'seen',
});

const folderWith = async (events: readonly unknown[]): Promise<ReplayFolder> => {
  const { directory, remove } = makeReplayFolder({ config: folderConfig, events });
  removals.push(remove);
  return readFolder(directory);
};

test('the end has the facts that came after the close', async () => {
  const folder = await folderWith([...outage, declared, lateRetraction]);
  const closed = await tested({ history: folder }, { months: ['2026-10'] });
  const atEnd = await tested({ history: folder }, { months: ['2026-10'], asOf: 'end' });
  expect(amountsIn(closed, 0, 0)).toEqual({ acme: 10_000 });
  expect(amountsIn(atEnd, 0, 0)).toEqual({ acme: 5000 });
  expect(await replayedAmounts(folder, '2026-10', ['acme'], folder.arrivals.at(-1)?.at)).toEqual({ acme: 5000 });
  expect(closingInstant(folder.config.closing, '2026-10')).toBeLessThan(folder.arrivals.at(-1)?.at ?? 0);
});

test('an assigned message changes the amount as in the replay', async () => {
  const config = {
    ...folderConfig,
    policies: { 'short-form-sla': { ...shortFormSla, timeZone: 'UTC' } },
    defaultPolicy: 'short-form-sla',
  };
  const ticket = {
    at: '2026-10-14T12:00:00Z',
    door: 'notices',
    payload: {
      body: { requester: 'x@gmail.com', text: 'down', recognizedAt: '2026-10-14T11:30:00Z', ticket: { id: '7' } },
    },
  };
  const id = unmatchedId(Date.parse(ticket.at), 'notices ticket 7');
  const assigned = callArrival('10-15T00:00', 'POST', `/unmatched/${id}`, {
    customer: 'acme',
    recognizedAt: '2026-10-14T11:30:00Z',
  });
  for (const [events, amount] of [
    [[...outage, ticket], 0],
    [[...outage, ticket, assigned], 5000],
  ] as const) {
    const { directory, remove } = makeReplayFolder({ config, events });
    removals.push(remove);
    const folder = await readFolder(directory);
    expect(amountsIn(await tested({ [directory]: folder }, { months: ['2026-10'] }), 0, 0)).toEqual({ acme: amount });
    expect(await replayedAmounts(folder, '2026-10', ['acme'])).toEqual({ acme: amount });
  }
});

test('a folder named like a month has that month alone', async () => {
  const folders = { 'all/2026-10': await folderWith(outage), 'all/rest': await folderWith([]) };
  const months = await tested(folders, { months: monthsBetween('2026-09', '2026-11') });
  expect(months.map((_, i) => amountsIn(months, i, 0))).toEqual([{ acme: 0 }, { acme: 5000 }, { acme: 0 }]);
  expect(folderOf([{ directory: 'a/2026-10' }], '2026-11')).toBeUndefined();
  expect(folderOf([{ directory: 'out/try-2026-10/' }], '2026-11')).toBeUndefined();
  expect(folderOf([{ directory: 'out/try-2026-09' }, { directory: 'out/try-2026-10' }], '2026-10')).toEqual({
    directory: 'out/try-2026-10',
  });
  expect(folderOf([{ directory: 'ticket-12026-10' }], '2026-11')).toBeDefined();
});

test('the largest differences have both statements', async () => {
  const strict = { ...plainSummary, id: 'strict', caps: [{ serviceFeeDays: 1 }] };
  const [month] = await tested(
    { history: await folderWith(outage) },
    { months: ['2026-10'], policies: [versionsOf(strict)] },
  );
  const [difference, ...others] = month?.differences ?? [];
  expect(others).toEqual([]);
  expect(difference).toMatchObject({ policy: 0, customer: 'acme', currency: 'USD', deltaMinor: 3225 - 5000 });
  expect(difference?.own.map(({ amountMinor }) => amountMinor)).toEqual([5000]);
  expect(difference?.tested.map(({ amountMinor }) => amountMinor)).toEqual([3225]);
});
