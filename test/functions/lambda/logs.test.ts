import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Telemetry } from '../../../shared/config/telemetry-names.ts';
import { countRecordedFact } from '../../../shared/ingest/count-recorded-fact.ts';
import { lambdaTelemetry } from '../../../functions/lambda/lambda-telemetry.ts';
import { ingestCloudWatch } from '../../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import { apiHandler } from '../../../shared/api/app.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { ingestTwilio } from '../../../functions/ingest-twilio/ingest-twilio.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { type EmulatedQueues, startQueues } from '../../support/emulators/emulated-queue.ts';
import { apiCall, sqsBatch, webhookCall } from '../../support/http/requests.ts';
import { exampleConfig } from '../../infra/example-config.ts';

let written: string[];
let telemetry: Telemetry;
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  written = [];
  telemetry = lambdaTelemetry('test');
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const expectQuiet = (door: string): void => {
  const log = written.join('');
  expect(log).toContain('invalid payload');
  expect(log).toContain(`"door":"${door}"`);
  expect(log).not.toContain('Jane');
};

describe('logs contain no customer text after a rejection by', () => {
  const SECRET = 'Jane is ill';
  let dynamo: Dynamo;
  let queues: EmulatedQueues;
  beforeEach(async () => {
    [dynamo, queues] = await Promise.all([startDynamo(), startQueues()]);
    return () => Promise.all([dynamo.stop(), queues.stop()]);
  });

  const common = async () => ({
    table: dynamo.table,
    deadLetters: await queues.create('dead-letters'),
    sources: exampleConfig,
    telemetry,
    clock: Date.now,
  });

  test.each([
    ['POST', '/notices', { customer: 'acme', text: SECRET, [SECRET]: SECRET }],
    ['POST', '/notices', SECRET],
    ['PUT', '/customers/acme', { name: 3, externalRefs: { [SECRET]: 5 } }],
    ['POST', '/exclusions', { reason: SECRET, scope: { customer: SECRET }, evidence: [SECRET] }],
    ['PUT', `/customers/${encodeURIComponent(SECRET)}`, {}],
  ])('%s %s', async (method, path, body) => {
    const own = { region: 'us-east-1', account: '111122223333' };
    const deployment = { ...own, config: exampleConfig, stage: 'test' };
    const { table, deadLetters: closing, clock } = await common();
    const answer = apiHandler({
      table,
      closing,
      clock,
      telemetry,
      deployment,
      monthOf: monthReader(table, deployment),
    });
    expect(await answer(apiCall(method, path, body))).toMatchObject({ statusCode: 400 });
    expectQuiet('records');
  });

  test('POST /notices with 10,000 unknown keys, in one short line', () => {
    const faults = Array.from({ length: 10_000 }, (_, i) => ({
      at: `components[${i}]`,
      rule: 'not text',
      value: SECRET,
    }));
    telemetry.rejected('records', new InvalidInput(faults));
    expectQuiet('records');
    const line = written.find((each) => each.includes('invalid payload')) ?? '';
    expect(line).toContain('"count":10000');
    expect(line.length).toBeLessThan(10_000);
  });

  test('the webhook', async () => {
    const take = ingestTwilio({ ...(await common()), secrets: () => Promise.resolve(['s3cret']) });
    const body = { page: { id: SECRET }, incident: { incident_updates: [{ [SECRET]: SECRET, body: SECRET }] } };
    expect(await take(webhookCall(body, { path: '/s3cret' }))).toMatchObject({ statusCode: 400 });
    expectQuiet('twilio');
  });

  test('the intake', async () => {
    const take = ingestCloudWatch({ ...(await common()), own: { region: 'us-east-1', account: '111122223333' } });
    const event = {
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [SECRET],
      detail: { alarmName: SECRET },
    };
    expect(await take(sqsBatch(event, SECRET))).toEqual({ batchItemFailures: [] });
    expectQuiet('eventbridge');
  });
});

describe('the outcome of a recorded fact', () => {
  const at = 1_000;
  const fact = { kind: 'monitor-state', id: 'a', monitor: 'm', state: 'OK', at, recordedAt: 3_500 } as const;
  const by = { kind: 'monitor-state' };

  test.each([
    [
      'recorded',
      [
        ['FactsRecorded', 1, by],
        ['FactLag', 2_500, by],
      ],
      0,
    ],
    ['known', [['FactsKnown', 1, by]], 0],
    ['retracted', [['FactsKnown', 1, by]], 0],
    ['conflict', [['FactsConflicting', 1, by]], 1],
  ] as const)('is counted by its kind: %s', (outcome, expected, notes) => {
    const counted: unknown[] = [];
    const noted: string[] = [];
    const spy = {
      count: (...what: unknown[]) => counted.push(what),
      note: (what: string) => noted.push(what),
      rejected() {},
    };
    countRecordedFact(spy, { outcome, stored: { fact, by: 'somebody' } });
    expect(counted).toEqual(expected);
    expect(noted).toHaveLength(notes);
  });
});

test('amounts have a currency; zero overdue months are emitted', () => {
  telemetry.count('CreditedMinor', -500, { currency: 'USD' });
  telemetry.count('MonthsOverdue', 0);
  expect(written.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({ CreditedMinor: -500, currency: 'USD', service: 'test' }),
    expect.objectContaining({ MonthsOverdue: 0, service: 'test' }),
  ]);
});
