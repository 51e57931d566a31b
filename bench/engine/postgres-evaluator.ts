import { readFile } from 'node:fs/promises';
import type { EngineAnswer } from './engine-answer.ts';
import type { Input, Mix } from './mixes.ts';
import type { Server } from './postgres-server.ts';

const sqlFile = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

const copy = (table: string, rows: readonly (readonly (string | number)[])[]): string =>
  `COPY ${table} FROM stdin;\n${rows.map((row) => `${row.join('\t')}\n`).join('')}\\.\n`;

/** A month as tables, with their statistics. */
const loading = async ({ facts, customers, policy }: Input): Promise<string> => {
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

/** How often the month is asked for; the quickest counts. */
const TIMES = 4;

/** Judges a month in PostgreSQL: the answers, and the server's own processor time for each customer, in microseconds. */
export const inPostgres = async (
  server: Server,
  { input }: Mix,
): Promise<{ readonly answers: readonly EngineAnswer[]; readonly microseconds: number }> => {
  await server.script(await loading(input));
  const { month, asOf, policy } = input;
  const { stdout, stderr } = await server.script(
    [
      `\\set month ${month}-01`,
      `\\set zone ${policy.timeZone}`,
      `\\set asof ${asOf}`,
      'SET log_statement_stats = on; SET client_min_messages = log;',
      ...Array.from({ length: TIMES }, () => query),
    ].join('\n'),
  );
  const rows = stdout.trim().split('\n').slice(0, input.customers.length);
  const times = [...stderr.matchAll(/([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed/g)].map(
    ([, user, system]) => Number(user) + Number(system),
  );
  const slow = times.slice(-TIMES);
  return { answers: rows.map(answer), microseconds: (Math.min(...slow) * 1e6) / input.customers.length };
};

const query = await sqlFile('postgres.sql');

const answer = (row: string): EngineAnswer => {
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
