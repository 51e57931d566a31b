import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { mailAccountReader } from '../../../shared/mail/mail-account.ts';
import { reportMailSandbox } from '../../../functions/reconcile-alarms/report-mail-sandbox.ts';
import type { MetricName } from '../../../shared/config/telemetry-names.ts';

const state = { status: 200, answer: '{}', path: '' };
const server = createServer((request, response) => {
  state.path = request.url ?? '';
  response.writeHead(state.status).end(state.answer);
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
afterAll(() => server.close());
const address = server.address();
const readAccount = mailAccountReader({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  base: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
  retries: 0,
});

describe('mailAccountReader', () => {
  test.each([
    ['{"ProductionAccessEnabled":true,"SendingEnabled":true}', 'production'],
    ['{"ProductionAccessEnabled":false,"SendingEnabled":true}', 'sandbox'],
    ['{"ProductionAccessEnabled":true,"SendingEnabled":false}', 'paused'],
    ['{"ProductionAccessEnabled":true}', 'production'],
  ])('%s is %s', async (answer, expected) => {
    Object.assign(state, { status: 200, answer });
    expect(await readAccount()).toBe(expected);
    expect(state.path).toBe('/v2/email/account');
  });

  test('throws for another status', async () => {
    Object.assign(state, { status: 403, answer: 'no' });
    await expect(readAccount()).rejects.toThrow('SES answered 403 no');
  });
});

describe('reportMailSandbox', () => {
  const counts: MetricName[] = [];
  const telemetry = { count: (name: MetricName) => void counts.push(name), note: () => {}, rejected: () => {} };

  test.each([
    ['sandbox', ['MailSandboxed']],
    ['paused', ['MailSandboxed']],
    ['production', []],
  ] as const)('an account in %s counts %j', async (account, expected) => {
    counts.length = 0;
    await reportMailSandbox({ telemetry, readMailAccount: async () => account });
    expect(counts).toEqual(expected);
  });

  test('a configuration without mail reads no account', async () => {
    counts.length = 0;
    await reportMailSandbox({ telemetry });
    expect(counts).toEqual([]);
  });
});
