import { assess, type Assessment } from '../../shared/domain/month/assessment.ts';
import { evaluateInput } from '../../shared/domain/evaluate-input.ts';
import { figuresOf } from '../../shared/domain/statement/statement.ts';
import { microsecondsEach } from '../microseconds-each.ts';
import { engineAnswerOf, mustAgree } from './engine-answer.ts';
import * as luxon from './luxon-evaluator.ts';
import { type Mix, MIXES, type MixName } from './mixes.ts';
import { inPostgres } from './postgres-evaluator.ts';
import type { Server } from './postgres-server.ts';

/** Microseconds a customer; null: not measured, PostgreSQL 15 is not installed. */
export type EngineTimes = {
  readonly mix: MixName;
  readonly says: string;
  readonly evaluator: number;
  readonly stringify: number;
  readonly luxon: number;
  /** The same with the calendar made once for all customers. */
  readonly luxonHoisted: number;
  readonly postgres: number | null;
};

/** Of the customers, so many are enough for what takes milliseconds each. */
const FEW = 8;

/** Measures the evaluator and its peers on the same months; throws where one of them finds another answer. */
export const measureEngine = async (server: Server | undefined): Promise<EngineTimes[]> => {
  const all: EngineTimes[] = [];
  for (const mix of MIXES) all.push(await measureMix(mix, server));
  return all;
};

const measureMix = async (mix: Mix, server: Server | undefined): Promise<EngineTimes> => {
  const { name, says, input } = mix;
  const assessments = evaluateInput(input);
  const figures = assessments.map(figuresOf);
  const expected = figures.map(engineAnswerOf);

  const facts = luxon.factsOf(input);
  const calendar = luxon.calendarOf(input, facts);
  const asked = input.customers.map(({ id, serviceFees }) => ({
    customer: id,
    fee: serviceFees.amountMinor,
    policy: input.policy,
  }));
  mustAgree(
    'luxon',
    asked.map((one) => luxon.evaluateWithLuxon(one, facts, calendar)),
    expected,
  );
  const some = asked.slice(0, FEW);
  const postgres = server === undefined ? undefined : await inPostgres(server, mix);
  if (postgres !== undefined) mustAgree('PostgreSQL', postgres.answers, expected);

  return {
    mix: name,
    says,
    ...evaluating(assessments),
    luxon: microsecondsEach(FEW, () =>
      some.map((one) => luxon.evaluateWithLuxon(one, facts, luxon.calendarOf(input, facts))),
    ),
    luxonHoisted: microsecondsEach(FEW, () => some.map((one) => luxon.evaluateWithLuxon(one, facts, calendar))),
    postgres: postgres?.microseconds ?? null,
  };
};

/** The evaluator and the writing of its answers, in turns, so that both have the same neighbours. */
const evaluating = (assessments: readonly Assessment[]): Pick<EngineTimes, 'evaluator' | 'stringify'> => {
  const count = assessments.length;
  const figures = assessments.map(figuresOf);
  const evaluate = (): number =>
    assessments.reduce((sum, { month, customer }) => sum + figuresOf(assess(month, customer)).amountMinor, 0);
  const write = (): number => figures.reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  const rounds = Array.from({ length: 3 }, () => ({
    evaluator: microsecondsEach(count, evaluate),
    stringify: microsecondsEach(count, write),
  }));
  return {
    evaluator: Math.min(...rounds.map(({ evaluator }) => evaluator)),
    stringify: Math.min(...rounds.map(({ stringify }) => stringify)),
  };
};
