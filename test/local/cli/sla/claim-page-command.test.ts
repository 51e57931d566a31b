import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimPageCommand } from '../../../../local/cli/sla/claim-page-command.ts';
import { aConfig } from '../../../support/builders/product-config.ts';

const folder = await mkdtemp(join(tmpdir(), 'claim-page-'));
const config = aConfig();

test('the page of a policy is written to a file', async () => {
  const file = join(folder, 'written.html');
  const { json, text } = await claimPageCommand(config, 'written', { month: '2026-10', file });
  expect(await readFile(file, 'utf8')).toContain('Notify us within 24 hours after the outage ends.');
  expect(json).toMatchObject({ file, policy: 'written', version: 1 });
  expect(text).toContain('Notify us within 24 hours after the outage ends.');
});

test('an unknown policy is an error that lists the known ones', async () => {
  await expect(claimPageCommand(config, 'toString', { month: '2026-10' })).rejects.toMatchObject({
    message: 'no policy has the id toString',
    next: 'use open, written',
  });
});
