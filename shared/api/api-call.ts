import type { Context } from 'hono';
import type { LambdaEvent } from 'hono/aws-lambda';
import type * as z from 'zod/mini';
import { customerId, month } from '../domain/facts/fields.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse, InvalidInput } from '../lib/validation.ts';
import { problem } from '../lib/problem.ts';

/** A call as Lambda brings it. */
export type ApiCall = { Bindings: { event: LambdaEvent } };

/** The longest body that is read, in bytes. */
export const BODY_BYTES_MAX = 256 * 1024;

/** Who called: the IAM principal that signed the call. It is kept with every fact. */
export const caller = ({ env }: Context<ApiCall>): string => {
  const context = env.event.requestContext;
  const iam =
    'authorizer' in context && context.authorizer && 'iam' in context.authorizer ? context.authorizer.iam : undefined;
  return iam?.userArn ?? 'unknown';
};

/** The body as JSON. Throws `Rejected` for what is none. */
export const bodyOf = async ({ req }: Context<ApiCall>): Promise<unknown> => parseJson(await req.text());

const fromPath = <S extends z.core.$ZodType>(schema: S, name: string, call: Context<ApiCall>): z.output<S> => {
  const written: unknown = call.req.param(name);
  try {
    return parse(schema, written);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.faults.map((fault) => ({ ...fault, at: name })));
  }
};

/** The customer that the path names. */
export const customerParam = (call: Context<ApiCall>): string => fromPath(customerId, 'id', call);

/** The month that the path names. */
export const monthParam = (call: Context<ApiCall>): string => fromPath(month, 'month', call);

/** A problem as an answer of the API. */
export const failWith = (...what: Parameters<typeof problem>): Response => {
  const { statusCode, headers, body } = problem(...what);
  return new Response(body, { status: statusCode, headers });
};
