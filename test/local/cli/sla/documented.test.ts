import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { program, type Typed } from '../../../../local/cli/sla/sla-program.ts';
import { synthesise } from '../../../../infra/synthesise.ts';
import { exampleConfig } from '../../../infra/example-config.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const found = (pattern: RegExp): string[] => [
  ...new Set(pages.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, what = '']) => what.trim()))),
];

const calls = found(/npm run (?:--silent )?sla -- ([^`\n#]+)/g).filter(
  (call) => call !== 'COMMAND' && !call.startsWith('--help'),
);

test.each(calls)('sla %s is a command as documented', async (call) => {
  const words = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
  let typed: Typed | undefined;
  await program((taken) => {
    typed = taken;
  }).parseAsync(words, { from: 'user' });
  expect(typed).toBeDefined();
});

test('every script that is documented exists', () => {
  const { scripts } = z.parse(
    z.object({ scripts: z.record(z.string(), z.string()) }),
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(found(/npm run (?:--silent )?([\w:-]+)/g)));
});

test('every output that docs/deploying.md asks for is the stack’s', () => {
  const named = found(/\$\(output (\w+)\)/g);
  expect(named).not.toEqual([]);
  expect(Object.keys(synthesise(exampleConfig, 'test').Outputs)).toEqual(expect.arrayContaining(named));
});

test('every log of the stack is named in docs/runbook.md, and by its name one log is found', () => {
  const { Resources } = synthesise(exampleConfig, 'test');
  const logs = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Logs::LogGroup');
  const named = found(/`(\w+(?:Logs|ApiCalls))`/g);
  expect(named).toHaveLength(logs.length);
  for (const name of named)
    expect(Object.keys(Resources).filter((id) => id.startsWith(name))).toEqual([expect.toBeOneOf(logs)]);
});

test('the billing queue that docs/deploying.md makes by hand is the stack’s', () => {
  const [written = ''] = found(
    /create-queue --queue-name sla-credits-prod-billing\.fifo --attributes '(\{[^}]*\}[^}]*\})'/g,
  );
  const { RedrivePolicy, ...attributes } = z.parse(
    z.record(z.string(), z.string()),
    JSON.parse(written.replace(/'"\$dead"'/, 'DEAD')),
  );
  const made = Object.values(synthesise(exampleConfig, 'prod').Resources).find(
    ({ Properties }) => Properties['QueueName'] === 'sla-credits-prod-billing.fifo',
  )?.Properties;
  const asText = Object.entries(made ?? {}).map(([name, value]) => [name, String(value)]);
  const { QueueName: _, ContentBasedDeduplication: _off, RedrivePolicy: _policy, ...rest } = Object.fromEntries(asText);
  expect(rest).toEqual(attributes);
  expect(JSON.parse(RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn: 'DEAD', maxReceiveCount: '10' });
  expect(made).toMatchObject({ ContentBasedDeduplication: false, RedrivePolicy: { maxReceiveCount: 10 } });
});
