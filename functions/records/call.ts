import type { Context } from 'hono';
import type { LambdaEvent } from 'hono/aws-lambda';
import type * as z from 'zod/mini';
import { customerId, month } from '../../shared/domain/fields.ts';
import { parseJson } from '../../shared/json.ts';
import { parse, Rejected } from '../../shared/rejected.ts';
import { problem } from '../problem.ts';

/** A call as Lambda brings it. */
export type Call = { Bindings: { event: LambdaEvent } };

/** The longest body that is read, in bytes. */
export const LONGEST_BODY = 256 * 1024;

/** Who called: the IAM principal that signed the call. It is kept with every fact. */
export const caller = ({ env }: Context<Call>): string => {
  const context = env.event.requestContext;
  const iam =
    'authorizer' in context && context.authorizer && 'iam' in context.authorizer ? context.authorizer.iam : undefined;
  return iam?.userArn ?? 'unknown';
};

/** The body as JSON. Throws `Rejected` for what is none. */
export const bodyOf = async ({ req }: Context<Call>): Promise<unknown> => parseJson(await req.text());

const fromPath = <S extends z.core.$ZodType>(schema: S, name: string, call: Context<Call>): z.output<S> => {
  const written: unknown = call.req.param(name);
  try {
    return parse(schema, written);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    throw new Rejected(error.faults.map((fault) => ({ ...fault, at: name })));
  }
};

/** The customer that the path names. */
export const customerOf = (call: Context<Call>): string => fromPath(customerId, 'id', call);

/** The month that the path names. */
export const monthOf = (call: Context<Call>): string => fromPath(month, 'month', call);

/** A problem as an answer of the API. */
export const fail = (...what: Parameters<typeof problem>): Response => {
  const { statusCode, headers, body } = problem(...what);
  return new Response(body, { status: statusCode, headers });
};
