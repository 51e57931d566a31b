import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { SlaCall } from '../../../../local/cli/sla/command-definition.ts';
import { slaProgram } from '../../../../local/cli/sla/sla-program.ts';
import { synthesise } from '../../../../infra/synthesise.ts';
import { exampleConfig, userPoolConfig } from '../../../infra/example-config.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const matches = (pattern: RegExp): string[] => [
  ...new Set(pages.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, match = '']) => match.trim()))),
];

/** A call ends at a comment, a redirection or the next command. */
const calls = matches(/npm run (?:--silent )?sla -- ([^`\n#>|]+)/g).filter(
  (call) => call !== 'COMMAND' && !call.startsWith('--help'),
);

/** Parses a call without running it. */
const parseCall = async (words: readonly string[]): Promise<SlaCall | string> => {
  const program = slaProgram(
    (call) => {
      parsed = call;
    },
    () => {},
  );
  let parsed: SlaCall | string = '';
  for (const command of program.commands.flatMap((group) => group.commands))
    command.action(() => {
      parsed = command.name();
    });
  await program.parseAsync(words, { from: 'user' });
  if (parsed === '') throw new Error('no action');
  return parsed;
};

test.each(calls)('the documented call sla %s is valid', async (call) => {
  const words = [...call.matchAll(/(["'])(.*?)\1|(\S+)/g)].map(([, , quoted, plain = '']) => quoted ?? plain);
  await expect(parseCall(words)).resolves.toBeDefined();
});

test('every documented script exists', () => {
  const { scripts } = z.parse(
    z.object({ scripts: z.record(z.string(), z.string()) }),
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(matches(/npm run (?:--silent )?([\w:-]+)/g)));
});

test('every output that the how-to guides name exists in the stack', () => {
  const named = matches(/\$\(output (\w+)\)/g);
  expect(named).not.toEqual([]);
  const existing = [exampleConfig, userPoolConfig].flatMap((config) => Object.keys(synthesise(config, 'test').Outputs));
  expect(existing).toEqual(expect.arrayContaining(named));
});

test('docs/runbook.md names every log of the stack unambiguously', () => {
  const { Resources } = synthesise(exampleConfig, 'test');
  const logs = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Logs::LogGroup');
  const named = matches(/`(\w+(?:Logs|Calls))`/g);
  expect(named).toHaveLength(logs.length);
  for (const name of named)
    expect(Object.keys(Resources).filter((id) => id.startsWith(name))).toEqual([expect.toBeOneOf(logs)]);
});

test('the billing queue of docs/how-to/recover.md matches the stack', () => {
  const [documented = ''] = matches(
    /create-queue --queue-name sla-credits-prod-billing\.fifo --attributes '(\{[^}]*\}[^}]*\})'/g,
  );
  const { RedrivePolicy, ...attributes } = z.parse(
    z.record(z.string(), z.string()),
    JSON.parse(documented.replace(/'"\$dead"'/, 'DEAD')),
  );
  const queue = Object.values(synthesise(exampleConfig, 'prod').Resources).find(
    ({ Properties }) => Properties['QueueName'] === 'sla-credits-prod-billing.fifo',
  )?.Properties;
  const asText = Object.entries(queue ?? {}).map(([name, value]) => [name, String(value)]);
  const { QueueName: _, ContentBasedDeduplication: _off, RedrivePolicy: _policy, ...rest } = Object.fromEntries(asText);
  expect(rest).toEqual(attributes);
  expect(JSON.parse(RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn: 'DEAD', maxReceiveCount: '10' });
  expect(queue).toMatchObject({ ContentBasedDeduplication: false, RedrivePolicy: { maxReceiveCount: 10 } });
});
