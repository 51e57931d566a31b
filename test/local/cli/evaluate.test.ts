import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '../../../shared/domain/statement/statement.ts';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { aMonth, down, statements } from '../../support/builders/month-builder.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = join(ROOT, 'test/fixtures');
const SERVICES_CASE = join(FIXTURES, 'cases/66-each-service-by-itself.json');
const WORKED = join(FIXTURES, 'cases/01-one-hour-is-not-longer-than-one-hour.json');

type Outcome = { readonly status: unknown; readonly lines: readonly unknown[]; readonly errors: string };

/** Runs the command, and requires that it prints complete lines of JSON. */
const evaluate = async (files: readonly string[], input = ''): Promise<Outcome> => {
  const child = spawn(process.execPath, ['local/cli/evaluate.ts', ...files], { cwd: ROOT });
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  expect(output === '' || output.endsWith('\n')).toBe(true);
  const lines = output.split('\n').slice(0, -1);
  return { status, lines: lines.map((line): unknown => JSON.parse(line)), errors };
};

const month = aMonth({ facts: [down('14T17:00', '14T19:00')] });
const invalid = { ...month, month: 'October' };
const asLines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const refused = { refused: [{ at: 'month', rule: 'not a month (2026-10)', value: 'October' }] };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe('evaluate FILE', () => {
  test('prints the statements of a case as one line', async () => {
    const path = await file('month.json', JSON.stringify(month, undefined, 2));
    expect(await evaluate([path])).toEqual({ status: 0, lines: [statements(month)], errors: '' });
  });

  test('accepts a fixture with a case and its expected statements', async () => {
    const path = await file('titled.json', JSON.stringify({ title: 'a month', case: month, statements: [] }));
    const { lines } = await evaluate([path, WORKED]);
    expect(lines[0]).toEqual(statements(month));
    expect(lines).toHaveLength(2);
  });

  test('reads a case from each line of an .ndjson file', async () => {
    const path = await file('months.ndjson', asLines(month, { case: month }));
    expect(await evaluate([path])).toEqual({ status: 0, lines: [statements(month), statements(month)], errors: '' });
  });

  test('continues after an invalid case and exits with 2', async () => {
    const paths = await Promise.all([
      file('invalid.json', JSON.stringify(invalid)),
      file('valid.json', JSON.stringify(month)),
    ]);
    expect(await evaluate(paths)).toEqual({ status: 2, lines: [refused, statements(month)], errors: '' });
  });

  test.each(['month.json', 'months.ndjson'])(
    'reports the missing file %s, continues, and exits with 1',
    async (name) => {
      const missing = join(folder, 'missing', name);
      const valid = await file('there.json', JSON.stringify(month));
      const { status, lines, errors } = await evaluate([missing, valid]);
      expect({ status, lines }).toEqual({ status: 1, lines: [statements(month)] });
      expect(errors.trimEnd().split('\n')).toEqual([expect.stringContaining(missing)]);
    },
  );

  test('reports a folder in place of a file', async () => {
    const { status, lines, errors } = await evaluate([folder]);
    expect({ status, lines }).toEqual({ status: 1, lines: [] });
    expect(errors).toContain(folder);
    expect(errors).not.toContain('    at ');
  });

  test('exits with 1 without a file', async () => {
    const { status, lines, errors } = await evaluate([]);
    expect({ status, lines }).toEqual({ status: 1, lines: [] });
    expect(errors).toMatch(/^missing required argument 'file'\n→ npm run --silent evaluate -- --help\n$/u);
  });
});

describe('evaluate -', () => {
  test('prints a line for each case in order, including invalid cases', async () => {
    const { status, lines, errors } = await evaluate(['-'], asLines(month, invalid, month));
    expect({ status, errors }).toEqual({ status: 2, errors: '' });
    expect(lines).toEqual([statements(month), refused, statements(month)]);
  });

  test('ignores empty lines and a missing last line feed', async () => {
    const { status, lines } = await evaluate(['-'], `\n${asLines(month)}\r\n\n${JSON.stringify(month)}`);
    expect({ status, lines: lines.length }).toEqual({ status: 0, lines: 2 });
  });

  test('splits lines at line feeds only', async () => {
    const retraction = {
      kind: 'retraction',
      id: 'r',
      of: { kind: 'downtime', id: 'x' },
      reason: 'a\u2028b\u2029c\u0085d',
    };
    const given = { ...month, facts: [...month.facts, retraction] };
    expect(await evaluate(['-'], asLines(given, invalid))).toEqual({
      status: 2,
      lines: [statements(given), refused],
      errors: '',
    });
  });

  test('reads a case of 5 MB from one line', async () => {
    const long = { ...month, nothing: 'x'.repeat(5_000_000) };
    const { status, lines } = await evaluate(['-'], asLines(month, long, invalid));
    expect({ status, lines }).toEqual({ status: 2, lines: [statements(month), statements(month), refused] });
  });

  test('rejects a line that is not JSON and continues', async () => {
    const { status, lines, errors } = await evaluate(['-'], `{"month":\n${asLines(month)}`);
    expect({ status, errors }).toEqual({ status: 2, errors: '' });
    expect(lines).toEqual([{ refused: [{ at: '', rule: expect.stringMatching(/^not JSON: /u) }] }, statements(month)]);
  });

  test.each(['null', '7', '[]', '"month"', '['.repeat(50_000) + ']'.repeat(50_000)])(
    'rejects %.10s without a stack trace',
    async (line) => {
      const { status, lines, errors } = await evaluate(['-'], `${line}\n`);
      expect({ status, errors }).toEqual({ status: 2, errors: '' });
      expect(lines).toMatchObject([{ refused: [{ at: '', rule: 'not an object' }] }]);
    },
  );

  test('prints nothing for an empty input', async () => {
    expect(await evaluate(['-'])).toEqual({ status: 0, lines: [], errors: '' });
  });
});

const withoutExplanation = (key: string, value: unknown): unknown => (key === 'explanation' ? undefined : value);
// As text, so that the order of the keys counts.
const expectedByTitle = (months: typeof workedMonths) =>
  months.map(({ title, statements }) => [title, JSON.stringify(statements)]);
const figuresByTitle = (months: readonly { readonly title: string }[], lines: readonly unknown[]) =>
  months.map(({ title }, i) => [title, JSON.stringify(lines[i], withoutExplanation)]);

describe('evaluate with the fixtures', () => {
  test('prints the expected statements of each worked month', async () => {
    const files = readdirSync(join(FIXTURES, 'cases')).toSorted();
    const { status, lines } = await evaluate(files.map((name) => join(FIXTURES, 'cases', name)));
    expect(status).toBe(0);
    expect(lines).toHaveLength(workedMonths.length);
    expect(figuresByTitle(workedMonths, lines)).toEqual(expectedByTitle(workedMonths));
  });

  test('prints the expected statements of each random month', async () => {
    const { status, lines } = await evaluate([join(FIXTURES, 'random-months.ndjson')]);
    expect(status).toBe(0);
    expect(lines).toHaveLength(randomMonths.length);
    expect(figuresByTitle(randomMonths, lines)).toEqual(expectedByTitle(randomMonths));
  });

  test('prints a statement for each service, in order', async () => {
    const { lines } = await evaluate([SERVICES_CASE]);
    expect(lines).toMatchObject([[{ service: 'voice' }, { service: 'web' }]]);
  });

  test('names the service of each statement in the explained text', async () => {
    const child = spawn(process.execPath, ['local/cli/evaluate.ts', '--explain', SERVICES_CASE], { cwd: ROOT });
    const printed = await text(child.stdout);
    expect(printed).toMatch(/^acme, voice, [^]*^acme, web, /mu);
  });
});

test('a statement has its figures in order, then its explanation', async () => {
  const { lines } = await evaluate(['-'], asLines(month));
  const keys = Object.keys(evaluateInput(month).map(figuresOf)[0] ?? {});
  expect(lines).toMatchObject([[{ customer: 'acme' }]]);
  expect(JSON.stringify(lines)).toBe(JSON.stringify([statements(month)]));
  expect(Object.keys(statements(month)[0] ?? {})).toEqual([...keys, 'explanation']);
});
