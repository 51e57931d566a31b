import { afterAll, describe, expect, test } from 'vitest';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import {
  acmeRecord,
  alarmArrival,
  callArrival,
  downtimeArrival,
  folderConfig,
  type FolderParts,
  makeReplayFolder,
  runLocal,
} from '../../support/builders/replay-folders.ts';

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

/** Runs `replay` on a folder, and requires that standard output has only billing messages. */
const replayed = async (parts: FolderParts, ...options: string[]) => {
  const { directory, remove } = makeReplayFolder({ config: folderConfig, ...parts });
  removals.push(remove);
  const { status, stdout, stderr } = await runLocal('replay.ts', [directory, '--month', '2026-10', ...options]);
  return {
    status,
    messages: linesOf(stdout).map((line) => billingMessage.parse(JSON.parse(line))),
    errors: linesOf(stderr),
  };
};

const creditDates = ({ creditDays = [] }: BillingMessage['data']): string[] => creditDays.map(({ date }) => date);

const linesOf = (text: string): string[] => (text === '' ? [] : text.trimEnd().split('\n'));

describe('rejected payloads', () => {
  test('are reported with their lines, and the replay continues', async () => {
    const { status, messages, errors } = await replayed({
      customers: [{ id: 'nobody' }, acmeRecord],
      events: [
        '{"at": broken',
        { at: '2026-10-05T00:00:00Z', door: 'window', payload: {} },
        '',
        { at: '2026-10-05T00:00:01Z', door: 'eventbridge', payload: { 'detail-type': 'Something Else' } },
        {
          at: '2026-10-05T00:00:02Z',
          door: 'twilio',
          payload: {
            page: { id: 'another' },
            component: { id: 'a' },
            component_update: { id: 'u', new_status: 'operational', created_at: '2026-10-05T00:00:00Z' },
          },
        },
        callArrival('10-05T00:00:03', 'POST', '/notices', { customer: 'acme' }),
        callArrival('10-05T00:00:04', 'GET', '/nowhere', undefined),
        { at: '2026-10-05T00:00:05Z', door: 'eventbridge', payload: '' },
        { at: '2026-10-05T00:00:06Z', door: 'eventbridge', payload: 'no queue carries \uFFFE' },
        downtimeArrival('10-14T13:00', 'D1', '14'),
      ],
    });
    expect(status).toBe(0);
    expect(messages.map(({ id }) => id)).toEqual(['acme:2026-10:1']);
    expect(errors.map((line) => line.split(' ')[0])).toEqual([
      'events.ndjson:1:',
      'events.ndjson:2:',
      'customers.json[0]:',
      'events.ndjson:4:',
      'events.ndjson:5:',
      'events.ndjson:6:',
      'events.ndjson:7:',
      'events.ndjson:8:',
      'events.ndjson:9:',
    ]);
    expect(errors[4]).toContain("no configured provider's page");
    expect(errors[5]).toContain('recognizedAt: missing');
  });
});

describe('replayed payloads', () => {
  const events = [
    callArrival('10-16T09:00', 'POST', '/retractions', {
      of: { kind: 'downtime', id: 'D2' },
      reason: 'seen by nobody else',
    }),
    downtimeArrival('10-15T13:00', 'D2', '15'),
    downtimeArrival('10-14T13:00', 'D1', '14'),
    downtimeArrival('11-02T12:00', 'D3', '20'),
    downtimeArrival('11-02T12:00:00.001', 'D4', '21'),
  ];

  test('follow the order of `at` up to the scheduled close', async () => {
    const { messages, errors } = await replayed({ events });
    // A retraction before its downtime would be rejected.
    expect(errors).toEqual([]);
    expect(messages.map(({ data }) => [data.closedAsOf, creditDates(data)])).toEqual([
      ['2026-11-02T12:00:00.000Z', ['2026-10-14', '2026-10-20']],
    ]);
  });

  test('end at --as-of, which is the instant of the close', async () => {
    const { messages } = await replayed({ events }, '--as-of', '2026-11-02T11:59:59Z');
    expect(messages.map(({ data }) => [data.closedAsOf, creditDates(data)])).toEqual([
      ['2026-11-02T11:59:59.000Z', ['2026-10-14']],
    ]);
  });

  test('are not replayed to an instant before the month has ended', async () => {
    const { status, messages, errors } = await replayed({ events }, '--as-of', '2026-10-15T18:00:00Z');
    expect([status, messages]).toEqual([1, []]);
    expect(errors.join(' ')).toContain('October 2026 ends at 2026-11-01T');
  });

  test('assign an alarm by name to the account of most events', async () => {
    const { messages, errors } = await replayed({
      events: [
        ...['10-13', '10-14'].flatMap((day) => [
          alarmArrival(`${day}T10:00`, 'ALARM'),
          alarmArrival(`${day}T12:00`, 'OK'),
        ]),
        alarmArrival('10-15T10:00', 'ALARM', { account: '444455556666' }),
        alarmArrival('10-15T12:00', 'OK', { account: '444455556666' }),
        alarmArrival('10-16T10:00', 'ALARM', { region: 'eu-west-1' }),
      ],
    });
    // Alarms of other accounts and regions have the same name.
    expect(errors).toEqual(
      ['5 us-west-2:444455556666', '6 us-west-2:444455556666', '7 eu-west-1:111122223333'].map((each) => {
        const [line, place] = each.split(' ');
        return `events.ndjson:${line}: ignored: no component has the alarm arn:aws:cloudwatch:${place}:alarm:voice-5xx`;
      }),
    );
    expect(messages.flatMap(({ data }) => creditDates(data))).toEqual(['2026-10-13', '2026-10-14']);
  });
});

const closes = (at: string) => callArrival(at, 'POST', '/months/2026-10/close', { reason: 'a test' });

describe('closings in the folder', () => {
  test('send a credit once, and an adjustment after a retraction', async () => {
    const { messages, errors } = await replayed({
      events: [
        downtimeArrival('10-14T13:00', 'D1', '14'),
        downtimeArrival('10-15T13:00', 'D2', '15'),
        closes('11-01T13:00'),
        closes('11-01T14:00'),
        callArrival('11-01T15:00', 'POST', '/retractions', {
          of: { kind: 'downtime', id: 'D2' },
          reason: 'seen by nobody else',
        }),
      ],
    });
    expect(errors).toEqual([]);
    expect(
      messages.map(({ id, type, data }) => [id, type, data.month, data.amountMinor, data.deltaMinor, data.closedAsOf]),
    ).toEqual([
      ['acme:2026-10:1', 'sla-credits.credit.issued.v1', '2026-10', 10_000, 10_000, '2026-11-01T13:00:00.000Z'],
      ['acme:2026-10:2', 'sla-credits.credit.adjusted.v1', '2026-10', 5000, -5000, '2026-11-02T12:00:00.000Z'],
    ]);
  });
});

const service = (id: string, amountMinor: number) => ({
  id,
  components: [id],
  serviceFees: { amountMinor, currency: 'USD' },
});

test('each service has a line in the message and a statement', async () => {
  const customers = [{ id: 'acme', name: 'Acme', services: [service('voice', 80_000), service('web', 20_000)] }];
  const events = [downtimeArrival('10-14T13:00', 'D1', '14')];
  const { messages, errors } = await replayed({ customers, events });
  expect(errors).toEqual([]);
  expect(messages.map(({ data }) => [data.amountMinor, data.apply, data.credits])).toEqual([
    [1000, 'incident-month', undefined],
  ]);
  expect(messages[0]?.data.lines.map((line) => [line.service, line.amountMinor, line.credits])).toEqual([
    ['voice', 0, 0],
    ['web', 1000, 1],
  ]);
  const { directory, remove } = makeReplayFolder({ config: folderConfig, customers, events });
  removals.push(remove);
  const { stdout } = await runLocal('replay.ts', [directory, '--month', '2026-10', '--explain']);
  expect(stdout).toMatch(/^2 services: 10\.00 USD in total$[^]*^voice$[^]*^web$/mu);
});

test('a blocked customer is reported with the reason', async () => {
  const { serviceFees: _, ...unbilled } = acmeRecord;
  const { status, messages, errors } = await replayed({
    customers: [unbilled, { ...acmeRecord, id: 'globex' }],
    events: [downtimeArrival('10-14T13:00', 'D1', '14')],
  });
  expect([status, messages.map(({ id }) => id)]).toEqual([0, ['globex:2026-10:1']]);
  expect(errors).toEqual(['closing: acme is blocked: no fees for 2026-10, and no recurring fees']);
});

describe('a call that fails', () => {
  test('reports a missing folder and exits with 2', async () => {
    const { status, stdout, stderr } = await runLocal('replay.ts', ['/no/such/folder', '--month', '2026-10']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^\/no\/such\/folder\/customers\.json: .*ENOENT.*\n→ name a replay folder \(docs\/replay\.md\)/,
    );
  });

  test('reports each fault of the configuration and exits with 2', async () => {
    const { status, messages, errors } = await replayed({
      config: { ...folderConfig, defaultPolicy: 'gold', closing: { day: 2 } },
    });
    expect([status, messages]).toEqual([2, []]);
    expect(errors.map((line) => line.split(': ').slice(0, 2))).toEqual([
      ['The input is invalid:'],
      ['  sla.config.json', 'defaultPolicy'],
      ['  sla.config.json', 'closing.hour'],
    ]);
  });

  test.each([[[]], [['DIR', '--month', '2026-13']], [['DIR', 'DIR', '--month', '2026-10']]])(
    'names the help and exits with 1 for the arguments %j',
    async (args) => {
      const { status, stdout, stderr } = await runLocal('replay.ts', args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('→ npm run --silent replay -- --help');
    },
  );
});

test('a replay names each receipt that production would send', async () => {
  const from = 'ops@acme.example';
  const email = {
    at: '2026-10-14T13:00:00Z',
    door: 'email',
    payload: {
      receipt: { recipients: ['sla@notices.example.com'], dmarcVerdict: { status: 'PASS' } },
      mail: { timestamp: '2026-10-14T13:00:00Z', source: from, messageId: 'm1' },
      raw: `From: ${from}\r\nSubject: Down\r\n\r\nCalls fail.`,
    },
  };
  const notices = {
    email: { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' },
    receipts: true,
  };
  const customers = [{ ...acmeRecord, contacts: [from] }];
  const { status, errors } = await replayed({
    config: { ...folderConfig, notices },
    customers,
    events: [email, { ...email, at: '2026-10-14T13:00:05Z' }],
  });
  expect(status).toBe(0);
  expect(errors.filter((line) => line.includes('receipt'))).toEqual([
    'events.ndjson:1: would be answered: a receipt to ops@acme.example, "Re: Down"',
  ]);
});
