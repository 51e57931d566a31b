import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockPolicies } from '../../../../local/cli/sla/lock-policies.ts';
import { anOperator, openPolicy } from '../../../support/builders/product-config.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sla-lock-'));
  file = join(directory, 'sla.policies.lock.json');
});
afterEach(() => rm(directory, { recursive: true }));

const second = { ...openPolicy, version: 2, effectiveFrom: '2026-11' };
const configWith = (open: unknown) => ({ ...anOperator, policies: { ...anOperator.policies, open } });
const lock = (open: unknown = openPolicy, dryRun = false) => lockPolicies({ dryRun, config: configWith(open), file });

test('a new version is added, and locked ones stay', async () => {
  await lock();
  const first = await readFile(file, 'utf8');
  expect((await lock([openPolicy, second])).json).toMatchObject({ written: true, added: [{ id: 'open', version: 2 }] });
  const lines = (await readFile(file, 'utf8')).split('\n');
  expect(lines).toHaveLength(first.split('\n').length + 1);
  for (const line of first.split('\n').filter((each) => each.includes('"written"'))) expect(lines).toContain(line);
});

test('an unchanged configuration leaves the file as it is', async () => {
  await lock();
  const text = await readFile(file, 'utf8');
  expect(await lock()).toMatchObject({ json: { written: false }, text: ['sla.policies.lock.json has all versions'] });
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a dry run writes nothing', async () => {
  expect((await lock(openPolicy, true)).json).toMatchObject({ written: false, added: [{}, {}] });
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test.each([
  ['changed', [{ ...openPolicy, target: '99.5' }, second], 'version 1 was changed'],
  ['disappeared', openPolicy, 'version 2 is locked, but not configured'],
])('a locked version that %s is never written again', async (_, open, rule) => {
  await lock([openPolicy, second]);
  const text = await readFile(file, 'utf8');
  await expect(lock(open)).rejects.toMatchObject({
    exit: 2,
    faults: [{ at: 'policies.open', rule: expect.stringContaining(rule) }],
    next: expect.stringContaining('delete its line'),
  });
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a deleted line lets a draft be locked again', async () => {
  await lock([openPolicy, second]);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/ {4}\{"id":"open","version":2,.*\n/, ''));
  expect((await lock([openPolicy, { ...second, target: '99.5' }])).json).toMatchObject({ added: [{ version: 2 }] });
});
