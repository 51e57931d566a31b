import * as z from 'zod/mini';
import { instantField } from '../../../shared/domain/facts/fields.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { amountChange, reviewItem, runTotals } from '../../../shared/persistence/run-results.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Stage, StageAnswer } from './stage.ts';

/** `GET /months/{month}`. */
export const monthReport = z.object({
  run: z.string(),
  month: z.string(),
  asOf: instantField,
  preview: z.boolean(),
  reason: z.optional(z.string()),
  by: z.string(),
  startedAt: instantField,
  closedAt: z.nullable(instantField),
  progress: z.object({ done: z.number(), planned: z.optional(z.number()), complete: z.boolean() }),
  totals: runTotals,
  blocked: z.array(z.object({ customer: z.string(), reason: z.string() })),
  attention: z.array(reviewItem),
  changes: z.array(amountChange),
  notListed: z.optional(z.object({ blocked: z.number(), attention: z.number(), changes: z.number() })),
  unmatched: z.optional(
    z.array(z.object({ id: z.string(), receivedAt: instantField, from: z.optional(z.string()), reason: z.string() })),
  ),
});
export type MonthReportAnswer = z.output<typeof monthReport>;

/** `POST /months/{month}/close`. */
export const closingOrderAnswer = z.object({ run: z.string(), asOf: instantField });

/** `PUT /customers/{id}`. */
export const putCustomerAnswer = z.object({ outcome: z.enum(['stored', 'unchanged']) });

const problem = z.object({
  title: z.string(),
  faults: z.optional(z.array(z.object({ at: z.string(), rule: z.string(), value: z.optional(z.unknown()) }))),
});

/** Parses a successful answer. `request` names the request in the `Failure` that is thrown for any other answer. */
export const parseAnswer = <S extends z.core.$ZodType>(
  schema: S,
  { status, body }: StageAnswer,
  request: string,
): z.output<S> => {
  if (status >= 300) throw answerFailure({ status, body }, request);
  const { value, issues } = tryParse(schema, body);
  if (issues === undefined) return value;
  const [first] = issues;
  throw new Failure(EXIT.failed, `${request}: unexpected answer (${first?.path.join('.')}: ${first?.rule})`, {
    next: 'the deployed version may differ from this checkout: check out the deployed version, or deploy this one',
  });
};

/** Returns the failure that an error answer stands for. */
export const answerFailure = ({ status, body }: StageAnswer, request: string): Failure => {
  const { value } = tryParse(problem, body);
  const text = value?.title ?? (typeof body === 'string' && body !== '' ? body.slice(0, 200) : JSON.stringify(body));
  if (status === 401 || status === 403)
    return new Failure(EXIT.refused, `${request}: these credentials may not call the API (${status})`, {
      next: 'docs/how-to/deploy.md, "IAM permissions": they need execute-api:Invoke',
    });
  const exit = status === 429 || status >= 500 ? EXIT.failed : EXIT.refused;
  const next = exit === EXIT.failed ? 'the same command is safe to repeat' : undefined;
  return new Failure(exit, `${request}: ${text} (${status})`, { next, faults: value?.faults ?? [] });
};

/** Reads the latest close or preview of a month; undefined if none has started. */
export const readMonthReport = async (stage: Stage, month: string): Promise<MonthReportAnswer | undefined> => {
  const answer = await stage.call('GET', `/months/${month}`);
  return answer.status === 404 ? undefined : parseAnswer(monthReport, answer, `report of ${month}`);
};
