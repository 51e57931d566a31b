import { beforeAll, describe, expect, test } from 'vitest';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { stage, product } = await usingDeployedStage();
const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);

beforeAll(async () => {
  await product.call('PUT', '/customers/acme-corp', {
    name: 'Acme',
    components: ['voice'],
    serviceFees: { amountMinor: 100_000, currency: 'USD' },
  });
});

const period = (year: string) => ['--start', `${year}-10-14T17:00:00Z`, '--end', `${year}-10-14T18:00:00Z`];

describe('the commands that record evidence', () => {
  test('record each kind by its route', async () => {
    const notice = ['notice', 'acme-corp', '--recognized-at', '2026-10-14T17:00:00Z', '--text', 'Down.', '--id', 'T-1'];
    expect((await sla(...notice)).stdout).toBe('Recorded the notice T-1\n');
    expect((await sla(...notice, '--json')).status).toBe(0);
    const maintenance = ['--scope', 'all', ...period('2026'), '--requested-by', 'company', '--id', 'M-1'];
    expect((await sla('maintenance', ...maintenance)).stdout).toBe('Recorded the maintenance M-1\n');
    const exclusion = ['--scope', 'customer:acme-corp', ...period('2026'), '--reason', 'force-majeure'];
    expect((await sla('exclusion', ...exclusion, '--evidence', 'a storm', '--id', 'E-1')).stdout).toBe(
      'Recorded the exclusion E-1\n',
    );
    const downtime = ['downtime', 'voice', ...period('2026'), '--evidence', 'a log', '--impact', '40', '--id', 'D-1'];
    expect((await sla(...downtime)).stdout).toBe('Recorded the downtime D-1\n');
    expect((await sla(...downtime)).stdout).toBe('The downtime D-1 was recorded before; nothing changed\n');
    expect((await sla('retract', 'downtime', 'D-1', '--reason', 'in error')).stdout).toBe(
      'Retracted the downtime D-1\n',
    );
  });

  test('ask before a date of another year', async () => {
    const downtime = ['downtime', 'voice', ...period('2024'), '--evidence', 'a log', '--id', 'D-2'];
    const asked = await sla(...downtime);
    expect(asked.status).toBe(1);
    expect(asked.stderr).toContain('start: more than a year ago ("2024-10-14T17:00:00.000Z")');
    expect(stage.calls).not.toContain('POST /downtimes');
    expect((await sla(...downtime, '--yes')).stdout).toBe('Recorded the downtime D-2\n');
  });

  test('keep a notice of an unknown customer, and suggest a known one', async () => {
    const { status, stdout } = await sla(
      'notice',
      'acme',
      '--recognized-at',
      '2026-10-14T17:00:00Z',
      '--text',
      'Down.',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('no customer has the id acme (similar customers: acme-corp)');
  });

  test('reject an exclusion of an unknown customer, and suggest a known one', async () => {
    const exclusion = ['--scope', 'customer:acme', ...period('2026'), '--reason', 'force-majeure', '--evidence', 'x'];
    const { status, stderr } = await sla('exclusion', ...exclusion);
    expect(status).toBe(2);
    expect(stderr).toContain('no customer has the id acme\n→ similar customers: acme-corp');
    expect(stage.calls).not.toContain('POST /exclusions');
  });

  test('report each error of the input', async () => {
    const { status, stderr } = await sla('downtime', 'fax', ...period('2026'), '--evidence', 'a log');
    expect(status).toBe(2);
    expect(stderr).toContain('component: not a configured component ("fax")');
    const scope = ['--scope', 'everything', '--requested-by', 'company'];
    expect((await sla('maintenance', ...scope, '--start', 'now', '--end', 'later')).status).toBe(2);
  });
});

describe('sla customer and sla fees', () => {
  test('change the given fields and keep the others', async () => {
    // A version of the same millisecond as the last one takes effect a millisecond later.
    product.setClock('2026-10-20T13:00:00Z');
    const { stdout } = await sla('customer', 'acme-corp', '--fees', '1,200.50 USD', '--components', 'voice,sms');
    expect(stdout).toContain('fees 1,200.50 USD a month');
    const shown: unknown = JSON.parse((await sla('customer', 'acme-corp', '--json')).stdout);
    expect(shown).toMatchObject({
      name: 'Acme',
      components: ['voice', 'sms'],
      serviceFees: { amountMinor: 120_050, currency: 'USD' },
    });
    expect((await sla('customer', 'acme-corp', '--fees', '1200.50 USD')).stdout).toContain('nothing changed');
  });

  test('show the effect on credits in a dry run, and store nothing', async () => {
    const before = await product.call('GET', '/customers/acme-corp');
    const record = await sla('customer', 'acme-corp', '--fees', '2,000 USD', '--dry-run');
    expect(record.stdout).toMatch(
      /^The record of acme-corp would have this effect; nothing was stored\n {2}\w+ \d{4}: .* → .*\n/,
    );
    expect(record.stdout.split('\n')).toHaveLength(5);
    const fees = await sla('fees', 'acme-corp', '2026-10', '900 USD', '--dry-run', '--json');
    expect(JSON.parse(fees.stdout)).toMatchObject({
      dryRun: true,
      effects: [{ month: '2026-10', currency: 'USD', beforeMinor: expect.any(Number), afterMinor: expect.any(Number) }],
    });
    expect(await product.call('GET', '/customers/acme-corp')).toEqual(before);
    const invalid = await sla('customer', 'acme-corp', '--components', 'fax', '--dry-run');
    expect([invalid.status, invalid.stderr]).toEqual([2, expect.stringContaining('not a configured component')]);
  });

  test('record the fees of a month', async () => {
    expect((await sla('fees', 'acme-corp', '2026-10', '900 USD')).stdout).toBe(
      'Recorded 900.00 USD for acme-corp in 2026-10\n',
    );
    expect((await sla('fees', 'acme', '2026-10', '900 USD')).status).toBe(2);
    expect((await sla('fees', 'acme-corp', '2026-10', '900')).status).toBe(1);
    expect((await sla('customer', 'nobody')).stderr).toContain('There is no customer nobody');
  });
});

test('sla activity lists the records as CSV, filtered by kind', async () => {
  const { stdout } = await sla('activity', '--kind', 'fees', '--csv');
  expect(stdout.split('\n')[0]).toBe('at,by,kind,customer,month,id,reason,byName');
  expect(stdout).toMatch(/^[^,]+,[^,]+,fees,acme-corp,2026-10,,,$/m);
  expect((await sla('activity', '--by', 'nobody')).stdout).toBe('No records match.\n');
});
