import { assess, type Assessment } from '../../shared/domain/month/assessment.ts';
import { evaluateInput } from '../../shared/domain/evaluate-input.ts';
import { figuresOf } from '../../shared/domain/statement/statement.ts';
import { microsecondsEach } from '../microseconds-each.ts';
import { assertSameAnswers, engineAnswerOf } from './engine-answer.ts';
import * as luxon from './evaluate-with-luxon.ts';
import { type Mix, MIXES, type MixName } from './mixes.ts';
import { evaluateInPostgres } from './evaluate-in-postgres.ts';
import type { PostgresServer } from './postgres-server.ts';

/** Microseconds of processor time for each customer; null if PostgreSQL 15 is not installed. */
export type EngineTimes = {
  readonly mix: MixName;
  readonly description: string;
  readonly evaluator: number;
  /** The evaluator and the statement's figures as JSON values. */
  readonly withFigures: number;
  readonly stringify: number;
  readonly luxon: number;
  /** With one calendar for all customers. */
  readonly luxonSharedCalendar: number;
  readonly postgres: number | null;
};

/** luxon takes milliseconds for each customer. */
const LUXON_CUSTOMERS = 8;

/** Measures the evaluator and its baselines on the same months. Throws if an answer differs. */
export const measureEngine = async (server: PostgresServer | undefined): Promise<EngineTimes[]> => {
  const all: EngineTimes[] = [];
  for (const mix of MIXES) all.push(await measureMix(mix, server));
  return all;
};

const measureMix = async (mix: Mix, server: PostgresServer | undefined): Promise<EngineTimes> => {
  const { name, description, input } = mix;
  const assessments = evaluateInput(input);
  const expected = assessments.map(engineAnswerOf);

  const facts = luxon.factsOf(input);
  const calendar = luxon.calendarOf(input, facts);
  const customers = input.customers.map(({ id, serviceFees }) => ({
    customer: id,
    fee: serviceFees.amountMinor,
    policy: input.policy,
  }));
  assertSameAnswers(
    'luxon',
    customers.map((customer) => luxon.evaluateWithLuxon(customer, facts, calendar)),
    expected,
  );
  const some = customers.slice(0, LUXON_CUSTOMERS);
  const postgres = server === undefined ? undefined : await evaluateInPostgres(server, mix);
  if (postgres !== undefined) assertSameAnswers('PostgreSQL', postgres.answers, expected);

  return {
    mix: name,
    description,
    ...measureEvaluator(assessments),
    luxon: microsecondsEach(LUXON_CUSTOMERS, () =>
      some.map((customer) => luxon.evaluateWithLuxon(customer, facts, luxon.calendarOf(input, facts))),
    ),
    luxonSharedCalendar: microsecondsEach(LUXON_CUSTOMERS, () =>
      some.map((customer) => luxon.evaluateWithLuxon(customer, facts, calendar)),
    ),
    postgres: postgres?.microseconds ?? null,
  };
};

/** Alternates between the evaluator and `JSON.stringify`, so that other processes disturb both alike. */
const measureEvaluator = (
  assessments: readonly Assessment[],
): Pick<EngineTimes, 'evaluator' | 'withFigures' | 'stringify'> => {
  const count = assessments.length;
  const figures = assessments.map(figuresOf);
  const evaluate = (): number =>
    assessments.reduce((sum, { month, contract }) => sum + engineAnswerOf(assess(month, contract)).amountMinor, 0);
  const evaluateWithFigures = (): number =>
    assessments.reduce((sum, { month, contract }) => sum + figuresOf(assess(month, contract)).amountMinor, 0);
  const stringify = (): number => figures.reduce((sum, each) => sum + JSON.stringify(each).length, 0);
  const rounds = Array.from({ length: 3 }, () => ({
    evaluator: microsecondsEach(count, evaluate),
    withFigures: microsecondsEach(count, evaluateWithFigures),
    stringify: microsecondsEach(count, stringify),
  }));
  return {
    evaluator: Math.min(...rounds.map(({ evaluator }) => evaluator)),
    withFigures: Math.min(...rounds.map(({ withFigures }) => withFigures)),
    stringify: Math.min(...rounds.map(({ stringify }) => stringify)),
  };
};
