import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { twilioApis } from '../../../shared/domain/policy/presets/twilio-apis.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the command. */
const policies = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, ['local/cli/policies.ts', ...args], { cwd: ROOT });
  const closed = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  return { status, output, errors };
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
const file = async (name: string, content: unknown): Promise<string> => {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
};

describe('policies', () => {
  test('lists every preset without a command', async () => {
    const { status, output, errors } = await policies();
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output.split('\n').filter((line) => /^\S/.test(line))).toHaveLength(publicPresets.length);
    expect((await policies('list')).output).toBe(output);
  });

  test('rejects an unknown command and a second preset with status 1', async () => {
    const calls = [['verify'], ['show', 'twilio', 'notion']];
    const outcomes = await Promise.all(calls.map((args) => policies(...args)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 1, output: '' });
  });
});

describe('policies show', () => {
  test('explains a preset clause by clause, with its limits', async () => {
    const { status, output } = await policies('show', 'twilio');
    expect(status).toBe(0);
    expect(output).toMatch(/^twilio: Twilio, Twilio APIs\nhttps:.* \(14 February 2023\)\n\nClause by clause\n/);
    for (const heading of ['In words', 'Assumptions', 'Variants', 'Not expressed'])
      expect(output).toContain(`\n${heading}\n`);
    expect((await policies('show', 'google-compute')).output).toContain('Nothing: the policy is exact.');
  });

  test('prints the policy as JSON', async () => {
    const { status, output } = await policies('show', 'twilio', '--json');
    expect({ status, policy: JSON.parse(output) }).toEqual({ status: 0, policy: twilioApis });
  });

  test('exits with status 2 for an unknown preset', async () => {
    expect(await policies('show', 'none')).toEqual({
      status: 2,
      output: '',
      errors: 'no preset has the id none\n→ npm run --silent policies -- list\n',
    });
  });
});

test('policies names an unknown command', async () => {
  expect(await policies('chek', 'my-policy.json')).toEqual({
    status: 1,
    output: '',
    errors: "unknown command 'chek'\n→ npm run --silent policies -- --help\n",
  });
});

describe('policies check', () => {
  test('explains a valid policy and warns of its traps', async () => {
    const { status, output, errors } = await policies('check', await file('valid.json', shortFormSla));
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output).toMatch(/^short-form-sla, version 2: valid\n\nIn words\n/);
    expect(output).toContain('\n4 traps\n  - claim.accrual: Downtime before the recognition');
  });

  test('reports a policy without traps', async () => {
    const plain = { ...twilioApis, exclusions: { effect: 'count-as-up' }, claim: null };
    expect((await policies('check', await file('plain.json', plain))).output).toMatch(/\n\nNo traps\.\n$/);
  });

  test('lists every validation error with its place, rule and value', async () => {
    const invalid = {
      ...shortFormSla,
      target: 99.9,
      gate: 'always',
      credit: { ...shortFormSla.credit, block: 'PT0S' },
    };
    const { status, output, errors } = await policies('check', await file('invalid.json', invalid));
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors.split('\n')).toEqual([
      'The input is invalid:',
      '  target: not a percentage (99.9)',
      '  credit.block: a block of zero ("PT0S")',
      '  gate: not one of none, below-target ("always")',
      '',
    ]);
  });

  test('rejects a country without a table of holidays', async () => {
    const unknown = { ...shortFormSla, calendar: { holidays: { country: 'ZZ' } } };
    const { status, errors } = await policies('check', await file('country.json', unknown));
    expect(status).toBe(2);
    expect(errors).toContain('calendar.holidays.country: not in the table of holidays');
  });

  test('explains each version of a list, or that of a month', async () => {
    const versions = [shortFormSla, { ...shortFormSla, version: shortFormSla.version + 1, effectiveFrom: '2026-11' }];
    const list = await file('versions.json', versions);
    const { output } = await policies('check', list);
    expect(output.match(/.*: valid/g)).toEqual([
      `${shortFormSla.id}, version ${shortFormSla.version}: valid`,
      `${shortFormSla.id}, version ${shortFormSla.version + 1}, from 2026-11: valid`,
    ]);
    expect((await policies('check', list, '--month', '2026-10')).output.match(/.*: valid/g)).toEqual([
      `${shortFormSla.id}, version ${shortFormSla.version}: valid`,
    ]);
    const late = await file('late.json', { ...shortFormSla, effectiveFrom: '2026-11' });
    expect(await policies('check', late, '--month', '2026-10')).toMatchObject({
      status: 2,
      errors: 'no version takes effect in or before 2026-10\n',
    });
  });

  test('lists the errors of each version at its place', async () => {
    const { errors } = await policies(
      'check',
      await file('invalid-versions.json', [shortFormSla, { ...shortFormSla, target: 1 }]),
    );
    expect(errors.split('\n').slice(1, -1)).toEqual([
      `  [1].version: not above the version before it (${shortFormSla.version}) (${shortFormSla.version})`,
      '  [1].target: not a percentage (1)',
      '  [1].effectiveFrom: missing: each version after the first takes effect in a month (2026-11)',
    ]);
  });

  test('exits with status 2 for a file without JSON', async () => {
    expect(await policies('check', join(folder, 'none.json'))).toMatchObject({ status: 2, output: '' });
    const { status, errors } = await policies('check', await file('text.json', 'target: 99.9'));
    expect(status).toBe(2);
    expect(errors).toMatch(/^text\.json: not JSON: /);
  });

  test('exits with status 3 for another error of the file system', async () => {
    const { status, errors } = await policies('check', 'x'.repeat(300));
    expect(status).toBe(3);
    expect(errors).toContain('ENAMETOOLONG');
  });
});
