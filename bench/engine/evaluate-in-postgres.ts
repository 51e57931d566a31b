import { readFile } from 'node:fs/promises';
import type { EngineAnswer } from './engine-answer.ts';
import type { Mix, MixInput } from './mixes.ts';
import type { PostgresServer } from './postgres-server.ts';

const sqlFile = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

const copy = (table: string, rows: readonly (readonly (string | number)[])[]): string =>
  `COPY ${table} FROM stdin;\n${rows.map((row) => `${row.join('\t')}\n`).join('')}\\.\n`;

/** Returns the SQL that loads a month into tables. */
const loadScript = async ({ facts, customers, policy }: MixInput): Promise<string> => {
  const windows = (kind: string): string[][] =>
    facts.flatMap((fact) => (fact.kind === kind && 'start' in fact ? [[fact.start, fact.end]] : []));
  return [
    await sqlFile('postgres-tables.sql'),
    ...['downtime', 'exclusion', 'maintenance'].map((kind) => copy(kind, windows(kind))),
    copy(
      'notice',
      facts.flatMap((fact) => (fact.kind === 'notice' ? [[fact.customer, fact.recognizedAt, fact.receivedAt]] : [])),
    ),
    copy(
      'customer',
      customers.map(({ id, serviceFees }, place) => [place, id, serviceFees.amountMinor]),
    ),
    copy(
      'holiday',
      policy.calendar.holidays.map((date) => [date]),
    ),
    'ANALYZE;',
  ].join('\n');
};

/** The fastest of these runs counts. */
const RUNS = 4;

/** Evaluates a month in PostgreSQL, and measures the server's processor time for each customer in microseconds. */
export const evaluateInPostgres = async (
  server: PostgresServer,
  { input }: Mix,
): Promise<{ readonly answers: readonly EngineAnswer[]; readonly microseconds: number }> => {
  await server.script(await loadScript(input));
  const { month, asOf, policy } = input;
  const { stdout, stderr } = await server.script(
    [
      `\\set month ${month}-01`,
      `\\set zone ${policy.timeZone}`,
      `\\set asof ${asOf}`,
      'SET log_statement_stats = on; SET client_min_messages = log;',
      ...Array.from({ length: RUNS }, () => query),
    ].join('\n'),
  );
  const rows = stdout.trim().split('\n').slice(0, input.customers.length);
  const times = [...stderr.matchAll(/([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed/g)].map(
    ([, user, system]) => Number(user) + Number(system),
  );
  const evaluations = times.slice(-RUNS);
  return { answers: rows.map(parseRow), microseconds: (Math.min(...evaluations) * 1e6) / input.customers.length };
};

const query = await sqlFile('postgres.sql');

const parseRow = (row: string): EngineAnswer => {
  const [customer = '', ...numbers] = row.split('|');
  const [
    serviceMs = 0,
    excusedMs = 0,
    observedMs = 0,
    creditableMs = 0,
    unrecognizedMs = 0,
    forfeitedMs = 0,
    ...money
  ] = numbers.map(Number);
  const [credits = 0, amountMinor = 0] = money;
  return {
    customer,
    serviceMs,
    excusedMs,
    observedMs,
    creditableMs,
    unrecognizedMs,
    forfeitedMs,
    credits,
    amountMinor,
  };
};
