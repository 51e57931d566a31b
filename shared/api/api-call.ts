import type { Context } from 'hono';
import type { LambdaEvent } from 'hono/aws-lambda';
import type * as z from 'zod/mini';
import type { ConsoleRole } from '../config/sign-in.ts';
import { customerId, month } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { problem } from '../lib/problem.ts';
import { type Fault, InvalidInput, parse } from '../lib/validation.ts';

/** A person who signed in to the console. `by`: `oidc:{issuer}#{sub}`, as every record keeps it. */
export type SignedInPerson = { readonly by: string; readonly name: string; readonly roles: readonly ConsoleRole[] };

/** Returns the name of a person at an instant, by default now; undefined for an IAM principal. */
export type PersonName = (by: string, at?: Instant) => string | undefined;

/** The bindings of a call, as `hono/aws-lambda` adds them. `person` is set for calls without an IAM signature. */
export type ApiCall = {
  Bindings: { event: LambdaEvent };
  Variables: { person?: SignedInPerson; nameOf?: PersonName };
};

export const BODY_BYTES_MAX = 256 * 1024;

/** Returns the person who signed in, or the ARN of the IAM principal that signed the call. It is stored with every record. */
export const callerOf = (call: Context<ApiCall>): string => call.get('person')?.by ?? signerOf(call.env.event);

/** Returns the ARN of the IAM principal that signed the request. */
export const signerOf = (event: LambdaEvent): string => signerIn(event) ?? 'unknown';

/** Returns whether API Gateway verified the IAM signature of a request. A client cannot set this part of an event. */
export const isSigned = (event: LambdaEvent): boolean => signerIn(event) !== undefined;

const signerIn = ({ requestContext: context }: LambdaEvent): string | undefined => {
  const iam =
    'authorizer' in context && context.authorizer && 'iam' in context.authorizer ? context.authorizer.iam : undefined;
  return iam?.userArn;
};

/** Returns the parsed JSON body. Throws `InvalidInput` if it is not JSON. */
export const parseBody = async ({ req }: Context<ApiCall>): Promise<unknown> => parseJson(await req.text());

const pathParam = <S extends z.core.$ZodType>(schema: S, name: string, call: Context<ApiCall>): z.output<S> => {
  const segment: unknown = call.req.param(name);
  try {
    return parse(schema, segment);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.faults.map((fault) => ({ ...fault, at: name })));
  }
};

/** Returns the customer in the path. Throws `InvalidInput`. */
export const customerParam = (call: Context<ApiCall>): string => pathParam(customerId, 'id', call);

/** Returns the month in the path. Throws `InvalidInput`. */
export const monthParam = (call: Context<ApiCall>): string => pathParam(month, 'month', call);

/** Returns problem details as a response. */
export const problemResponse = (status: number, title: string, faults: readonly Fault[] = []): Response => {
  const { statusCode, headers, body } = problem(status, title, faults);
  return new Response(body, { status: statusCode, headers });
};
