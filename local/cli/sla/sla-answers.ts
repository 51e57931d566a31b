import * as z from 'zod/mini';
import { instant } from '../../../shared/domain/facts/fields.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { reviewItem, runTotals } from '../../../shared/persistence/run-results.ts';
import { EXIT, Failure } from './failure.ts';
import type { StageAnswer, Stage } from './stage.ts';

/** What the HTTP API answers, as far as the commands read it. */

/** `GET /months/{month}`. */
const report = z.object({
  run: z.string(),
  month: z.string(),
  asOf: instant,
  preview: z.boolean(),
  reason: z.optional(z.string()),
  by: z.string(),
  startedAt: instant,
  closedAt: z.nullable(instant),
  progress: z.object({ done: z.number(), planned: z.optional(z.number()), complete: z.boolean() }),
  totals: runTotals,
  blocked: z.array(z.object({ customer: z.string(), reason: z.string() })),
  attention: z.array(reviewItem),
  notListed: z.optional(z.object({ blocked: z.number(), attention: z.number() })),
});
export type Report = z.output<typeof report>;

/** `POST /months/{month}/close`. */
export const ordered = z.object({ run: z.string(), asOf: instant });

const problem = z.object({
  title: z.string(),
  faults: z.optional(z.array(z.object({ at: z.string(), rule: z.string(), value: z.optional(z.unknown()) }))),
});

/** Reads a good answer; throws the `Failure` that any other stands for. `what`: what was asked for, in words. */
export const read = <S extends z.core.$ZodType>(
  schema: S,
  { status, body }: StageAnswer,
  what: string,
): z.output<S> => {
  if (status >= 300) throw refusal({ status, body }, what);
  const { value, complaints } = tryParse(schema, body);
  if (complaints === undefined) return value;
  const [first] = complaints;
  throw new Failure(EXIT.failed, `${what}: the answer is not understood (${first?.path.join('.')}: ${first?.rule})`, {
    next: 'the deployed version may be another than this one: check out the one that is deployed, or deploy this one',
  });
};

/** What an answer that is no good one means. */
export const refusal = ({ status, body }: StageAnswer, what: string): Failure => {
  const { value } = tryParse(problem, body);
  const said = value?.title ?? (typeof body === 'string' && body !== '' ? body.slice(0, 200) : JSON.stringify(body));
  if (status === 401 || status === 403)
    return new Failure(EXIT.refused, `${what}: these credentials may not call the API (${status})`, {
      next: 'docs/deploying.md, "Who may do what": they need execute-api:Invoke',
    });
  const exit = status === 429 || status >= 500 ? EXIT.failed : EXIT.refused;
  const next = exit === EXIT.failed ? 'the same command again is safe' : undefined;
  return new Failure(exit, `${what}: ${said} (${status})`, { next, faults: value?.faults ?? [] });
};

/** The latest closing or preview of a month, or undefined: none has started. */
export const reportOf = async (stage: Stage, month: string): Promise<Report | undefined> => {
  const answer = await stage.call('GET', `/months/${month}`);
  return answer.status === 404 ? undefined : read(report, answer, `the report of ${month}`);
};
