import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { declareDown, putCustomer } from '../../../support/builders/closed-october.ts';
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
  test('a missing stack is reported with the command that deploys it', async () => {
    const { status, stdout, stderr } = await stage.sla(['status', '--stage', 'staging']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('There is no stack sla-credits-staging in us-west-2');
    expect(stderr).toContain('npm run deploy -- -c stage=staging');
    expect(stderr).not.toContain('    at ');
  });

  test('the default stage is prod', async () => {
    expect((await stage.sla(['status'])).stderr).toContain('There is no stack sla-credits-prod');
  });

  test('missing outputs of an older stack are listed', async () => {
    const { status, stderr } = await stage.sla(['status', '--stage', 'old']);
    expect(status).toBe(2);
    expect(stderr).toContain('(UPDATE_COMPLETE) has no outputs BillingDeadLettersUrl');
  });

  test.each([
    ['no credentials', { AWS_ACCESS_KEY_ID: '' }, 3, 'No AWS credentials found'],
    [
      'no region',
      { AWS_REGION: '' },
      1,
      'No AWS region is set\n→ set AWS_REGION to the region of the stage; without AWS: add --local',
    ],
    ['no network', { AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9' }, 3, 'AWS is unreachable (ECONNREFUSED)'],
    ['invalid credentials', { AWS_SECRET_ACCESS_KEY: 'another' }, 2, 'may not call the API (403)'],
  ])('reports %s with the next step', async (_, env, expected, message) => {
    const { status, stderr } = await stage.sla(['status', ...ON_TEST], env);
    expect(stderr).toContain(message);
    expect(stderr).toContain('→ ');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(expected);
  });
});

/** Runs `sla status` with a fake CloudFormation. */
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

const errorXml = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>as AWS words it</Message></Error></ErrorResponse>`;

describe.each<[answers: string, listener: RequestListener, status: number, message: string]>([
  ['never', () => {}, 3, 'AWS did not answer in time'],
  ['with a proxy’s error page', (_, response) => response.writeHead(502).end('<html></html>'), 3, 'AWS answered 502'],
  ['without XML', (_, response) => response.writeHead(200).end('ready'), 3, 'XML'],
  [
    'with ExpiredToken',
    (_, response) => response.writeHead(403).end(errorXml('ExpiredToken')),
    3,
    'AWS rejected the credentials: as AWS words it',
  ],
  [
    'with AccessDenied',
    (_, response) => response.writeHead(403).end(errorXml('AccessDenied')),
    2,
    'AWS denied access: as AWS words it',
  ],
  ['with Throttling', (_, response) => response.writeHead(400).end(errorXml('Throttling')), 3, 'as AWS words it'],
])('when AWS answers %s', (_, answer, expected, message) => {
  test('the error names the next step and no secret', async () => {
    const { status, stdout, stderr } = await statusWhere(answer);
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('→ ');
    expect(stderr).not.toMatch(/^ {4}at |operator-secret/m);
  });
});

describe('a command on a deployed stage', () => {
  test('status uses signed calls', async () => {
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

  test('status counts the items that the API omits', async () => {
    const { body } = await product.call('GET', '/months/2026-10');
    const report = { ...z.parse(z.looseObject({}), body), notListed: { blocked: 0, attention: 12, changes: 0 } };
    stage.intercept.answer = () => ({ status: 200, body: report });
    expect((await sla('status', '2026-10')).stdout).toContain('… and 12 more');
  });

  test('status of an unclosed month shows the scheduled close', async () => {
    const { status, stdout } = await sla('status', '2031-01');
    expect(status).toBe(0);
    expect(stdout).toContain('January 2031: no close has started');
    expect(stdout).toContain('scheduled for 2031-02-02 12:00 America/Los_Angeles');
  });

  const REPORT = 'GET /months/2026-10';

  test('preview waits for its end', async () => {
    product.setClock('2026-11-03T09:00:00Z');
    let reads = 0;
    stage.intercept.answer = (call) => {
      reads += call === REPORT ? 1 : 0;
      return call === REPORT && reads === 1 ? { status: 404, body: { title: 'not yet' } } : undefined;
    };
    const { status, stdout, stderr } = await sla('preview', '2026-10');
    expect(status).toBe(0);
    expect(stdout).toContain('October 2026: preview done');
    expect(stdout).toContain('2 unchanged');
    expect(reads).toBeGreaterThan(1);
    expect(stderr).toBe('2 customers evaluated …\n');
  });

  test('preview fails after its timeout', async () => {
    stage.intercept.answer = (call) => (call === REPORT ? { status: 404, body: { title: 'no' } } : undefined);
    const { status, stderr } = await sla('preview', '2026-10', '--timeout', '1');
    expect(status).toBe(3);
    expect(stderr).toContain('is still running after 1 s');
    expect(stderr).toContain('npm run sla -- status 2026-10 --stage test');
  });

  test('close requests a close, and --wait shows its end', async () => {
    product.setClock('2026-11-04T09:00:00Z');
    const asked = await sla('close', '2026-10', '--reason', 'a late notice');
    expect(asked.status).toBe(1);
    expect(asked.stderr).toMatch(/customers? evaluated/);
    expect(asked.stderr).toContain('Not confirmed: Close October 2026 and send these changes to billing?');
    expect(asked.stderr).toContain('npm run sla -- close 2026-10 --reason "a late notice" --stage test --yes');
    expect(stage.calls).not.toContain('POST /months/2026-10/close');
    const requested = await sla('close', '2026-10', '--reason', 'a late notice', '--yes');
    expect(requested).toMatchObject({ status: 0, stderr: '2 customers evaluated …\n' });
    expect(requested.stdout).toMatch(/customers? evaluated/);
    expect(requested.stdout).toContain('it starts in five minutes');
    product.setClock('2026-11-05T09:00:00Z');
    const waited = await sla('close', '2026-10', '--reason', 'a later notice', '--wait', '--yes');
    expect(waited.stdout).toContain('close done');
    expect(waited.stdout).toContain('requested by arn:aws:iam::000000000000:role/support-desk: a later notice');
  });

  test('close rejects a month that has not ended', async () => {
    const { status, stderr } = await sla('close', '9998-12', '--reason', 'eager');
    expect(status).toBe(2);
    expect(stderr).toContain('December 9998 has not ended');
    expect(stage.calls).toEqual([]);
  });

  test('control sequences in answers are escaped', async () => {
    const title = 'no\u001B]52;c;cm0gLXJmIH4=\u0007\u009B2Jthing';
    stage.intercept.answer = () => ({ status: 404, body: { title } });
    const { stdout, stderr } = await sla('explain', 'acme', '2026-10', '--json');
    expect(stderr).toContain('no\\u001b]52;c;cm0gLXJmIH4=\\u0007\\u009b2Jthing');
    expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]/u);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: `acme in 2026-10: ${title} (404)` } });
  });

  test('explain reports a missing customer', async () => {
    const { status, stderr, stdout } = await sla('explain', 'nobody', '2026-10', '--json');
    expect(status).toBe(2);
    expect(stderr).toContain('nobody in 2026-10: There is no customer nobody (404)');
    expect(JSON.parse(stdout)).toMatchObject({ error: { exit: 2 } });
  });
});
