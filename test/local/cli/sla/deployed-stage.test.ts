import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { declareDown, putCustomer } from '../../../support/builders/closing-context.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { product, stage } = await usingDeployedStage();
beforeAll(async () => {
  for (const id of ['acme', 'birch'])
    await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
  await declareDown(product, 14, 'web-app');
  await product.close('2026-11-02T20:00:00Z');
});

const ON_TEST = ['--stage', 'test'];
const sla = (...args: string[]) => stage.sla([...args, ...ON_TEST]);

describe('finding the stage', () => {
  test('a stack that is not there: its name, its region, and the command that deploys it', async () => {
    const { status, stdout, stderr } = await stage.sla(['status', '--stage', 'staging']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('There is no stack sla-credits-staging in us-west-2');
    expect(stderr).toContain('npm run deploy -- -c stage=staging');
    expect(stderr).not.toContain('    at ');
  });

  test('prod is meant where no stage is named', async () => {
    expect((await stage.sla(['status'])).stderr).toContain('There is no stack sla-credits-prod');
  });

  test('a stack of an older version: which outputs it lacks', async () => {
    const { status, stderr } = await stage.sla(['status', '--stage', 'old']);
    expect(status).toBe(2);
    expect(stderr).toContain('(UPDATE_COMPLETE) lacks the outputs BillingDeadLettersUrl');
  });

  test.each([
    ['no credentials', { AWS_ACCESS_KEY_ID: '' }, 3, 'There are no AWS credentials'],
    ['no region', { AWS_REGION: '' }, 1, 'No AWS region is set'],
    [
      'no network',
      { AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9' },
      3,
      'AWS cannot be reached (ECONNREFUSED)',
    ],
    ['credentials that the API does not take', { AWS_SECRET_ACCESS_KEY: 'another' }, 2, 'may not call the API (403)'],
  ])('%s: says so, and what to do', async (_, env, expected, said) => {
    const { status, stderr } = await stage.sla(['status', ...ON_TEST], env);
    expect(stderr).toContain(said);
    expect(stderr).toContain('→ ');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(expected);
  });
});

/** Runs `sla status` where CloudFormation answers as it is told. */
const statusWhere = async (answer: RequestListener) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const env = { AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '1' };
  try {
    return await stage.sla(['status', ...ON_TEST], env);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const refusal = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>as AWS words it</Message></Error></ErrorResponse>`;

describe.each<[what: string, answer: RequestListener, status: number, said: string]>([
  ['never', () => {}, 3, 'AWS did not answer in time'],
  ['with a proxy’s page', (_, response) => response.writeHead(502).end('<html></html>'), 3, 'AWS answered 502'],
  ['with no XML', (_, response) => response.writeHead(200).end('ready'), 3, 'XML'],
  [
    'that the credentials have expired',
    (_, response) => response.writeHead(403).end(refusal('ExpiredToken')),
    3,
    'AWS does not know these credentials: as AWS words it',
  ],
  [
    'that this is not allowed',
    (_, response) => response.writeHead(403).end(refusal('AccessDenied')),
    2,
    'AWS refused: as AWS words it',
  ],
  [
    'that there were too many calls',
    (_, response) => response.writeHead(400).end(refusal('Throttling')),
    3,
    'as AWS words it',
  ],
])('where AWS answers %s', (_, answer, expected, said) => {
  test('it says so and what to do, and no secret', async () => {
    const { status, stdout, stderr } = await statusWhere(answer);
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr).toContain('→ ');
    expect(stderr).not.toMatch(/^ {4}at |operator-secret/m);
  });
});

describe('a month', () => {
  test('its status, by signed calls', async () => {
    const { status, stdout } = await sla('status', '2026-10', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      stage: 'stage test in us-west-2',
      month: '2026-10',
      closing: { run: '2026-10@2026-11-02T20:00:00.000Z', totals: { counts: { issued: 2 } } },
      queues: { billing: { waiting: 2, deadLetters: 0 }, webhook: { waiting: null } },
    });
    expect(stage.calls).toEqual(['GET /months/2026-10']);
  });

  test('what no answer of the API can hold is counted', async () => {
    const { body } = await product.call('GET', '/months/2026-10');
    const report = { ...z.parse(z.looseObject({}), body), notListed: { blocked: 0, attention: 12 } };
    stage.intercept.answer = () => ({ status: 200, body: report });
    expect((await sla('status', '2026-10')).stdout).toContain('… and 12 more');
  });

  test('a month that was never closed: when its closing is due', async () => {
    const { status, stdout } = await sla('status', '2031-01');
    expect(status).toBe(0);
    expect(stdout).toContain('January 2031: no closing has started');
    expect(stdout).toContain('it is due at 2031-02-02 12:00 America/Los_Angeles');
  });

  test('a preview waits until it is done, and records nothing', async () => {
    product.setClock('2026-11-03T09:00:00Z');
    let looks = 0;
    stage.intercept.answer = (call) => {
      looks += call.startsWith('GET') ? 1 : 0;
      return call.startsWith('GET') && looks === 1 ? { status: 404, body: { title: 'not yet' } } : undefined;
    };
    const { status, stdout, stderr } = await sla('preview', '2026-10');
    expect(status).toBe(0);
    expect(stdout).toContain('October 2026: preview done');
    expect(stdout).toContain('2 unchanged');
    expect(stderr).toContain('preview of 2026-10: not started yet …');
  });

  test('a preview that does not end in time goes on without whoever waits', async () => {
    stage.intercept.answer = (call) => (call.startsWith('GET') ? { status: 404, body: { title: 'no' } } : undefined);
    const { status, stderr } = await sla('preview', '2026-10', '--timeout', '1');
    expect(status).toBe(3);
    expect(stderr).toContain('is not over after 1 s; it goes on without you');
    expect(stderr).toContain('npm run sla -- status 2026-10 --stage test');
  });

  test('a closing is ordered, with its reason; who waits for it sees its end', async () => {
    product.setClock('2026-11-04T09:00:00Z');
    const ordered = await sla('close', '2026-10', '--reason', 'a late notice');
    expect(ordered).toMatchObject({ status: 0, stderr: '' });
    expect(ordered.stdout).toContain('it starts in five minutes');
    product.setClock('2026-11-05T09:00:00Z');
    const waited = await sla('close', '2026-10', '--reason', 'a later notice', '--wait');
    expect(waited.stdout).toContain('closing done');
    expect(waited.stdout).toContain('ordered by arn:aws:iam::000000000000:role/support-desk: a later notice');
  });

  test('a month that has not ended is not closed', async () => {
    const { status, stderr } = await sla('close', '9998-12', '--reason', 'eager');
    expect(status).toBe(2);
    expect(stderr).toContain('December 9998 has not ended');
    expect(stage.calls).toEqual([]);
  });

  test('what others wrote asks nothing of the terminal', async () => {
    const title = 'no\u001B]52;c;cm0gLXJmIH4=\u0007\u009B2Jthing';
    stage.intercept.answer = () => ({ status: 404, body: { title } });
    const { stdout, stderr } = await sla('explain', 'acme', '2026-10', '--json');
    expect(stderr).toContain('no\\u001b]52;c;cm0gLXJmIH4=\\u0007\\u009b2Jthing');
    expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]/u);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: `acme in 2026-10: ${title} (404)` } });
  });

  test('a customer that is not there', async () => {
    const { status, stderr, stdout } = await sla('explain', 'nobody', '2026-10', '--json');
    expect(status).toBe(2);
    expect(stderr).toContain('nobody in 2026-10: There is no customer nobody (404)');
    expect(JSON.parse(stdout)).toMatchObject({ error: { exit: 2 } });
  });
});
