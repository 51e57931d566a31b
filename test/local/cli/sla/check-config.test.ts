import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../../../shared/config/config.ts';
import { checkConfig, printConfig } from '../../../../local/cli/sla/check-config.ts';
import { runCommand } from '../../../support/emulators/run-command.ts';
import slaConfig from '../../../../sla.config.ts';

const directory = mkdtempSync(join(tmpdir(), 'sla-config-'));
afterAll(() => rmSync(directory, { recursive: true }));
const write = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const invalid = {
  ...slaConfig,
  defaultPolicy: 'none',
  components: { voice: { alarms: [], dependsOn: [] } },
  alarmSources: [],
};

test('the valid configuration of the project passes', async () => {
  expect(await checkConfig()).toEqual({
    json: { errors: [], warnings: [] },
    text: ['sla.config.ts: 0 errors, 0 warnings'],
  });
});

test('config check prints every error and warning once, and exits with 2', async () => {
  const file = write('sla.config.json', JSON.stringify(invalid));
  const errors = [
    { at: 'defaultPolicy', rule: 'not a configured policy', value: 'none' },
    { at: 'alarmSources', rule: 'planned for a later version, and not available yet', value: '[]' },
  ];
  const warnings = [{ at: 'components.voice.alarms', rule: 'no alarms: only recorded downtimes count', value: '[]' }];
  const json = await runCommand('local/cli/sla.ts', 'config', 'check', file, '--json');
  expect(json).toMatchObject({ status: 2, errors: '' });
  expect(JSON.parse(json.output)).toEqual({ errors, warnings });
  const text = await runCommand('local/cli/sla.ts', 'config', 'check', file);
  expect(text.status).toBe(2);
  expect(text.output.trimEnd().split('\n')).toEqual([
    'sla.config.json: error: defaultPolicy: not a configured policy ("none")',
    'sla.config.json: error: alarmSources: planned for a later version, and not available yet ("[]")',
    'sla.config.json: warning: components.voice.alarms: no alarms: only recorded downtimes count ("[]")',
    'sla.config.json: 2 errors, 1 warning',
  ]);
});

test('warnings alone exit with 0', async () => {
  const { json, exit } = await checkConfig(
    write('warned.json', JSON.stringify({ ...slaConfig, components: { voice: { alarms: [], dependsOn: [] } } })),
  );
  expect(json).toMatchObject({ errors: [], warnings: [{ at: 'components.voice.alarms' }] });
  expect(exit).toBeUndefined();
});

test.each([
  ['broken.json', '{', 'not JSON: '],
  ['broken.mjs', 'throw new Error("no region");', 'the module fails: no region'],
  ['empty.mjs', 'export const config = {};', 'no default export'],
])('a file that cannot be loaded is one error: %s', async (name, content, rule) => {
  const { json, exit } = await checkConfig(write(name, content));
  expect(exit).toBe(2);
  expect(json).toEqual({ errors: [{ at: '', rule: expect.stringContaining(rule) }], warnings: [] });
});

test('a missing file exits with 2', async () => {
  const path = join(directory, 'none.json');
  const text = await runCommand('local/cli/sla.ts', 'config', 'check', path);
  expect(text).toMatchObject({ status: 2, errors: '' });
  expect(text.output).toContain('none.json: error: no such file (ENOENT)');
  const { json } = await checkConfig(path);
  expect(json).toEqual({ errors: [{ at: '', rule: 'no such file (ENOENT)' }], warnings: [] });
});

test('config print prints JSON that loads as the same configuration', async () => {
  const { output, status } = await runCommand('local/cli/sla.ts', 'config', 'print');
  expect(status).toBe(0);
  expect(loadConfig(JSON.parse(output))).toEqual(loadConfig(slaConfig));
  await expect(printConfig(write('invalid.json', JSON.stringify(invalid)))).rejects.toThrow('not a configured policy');
});
