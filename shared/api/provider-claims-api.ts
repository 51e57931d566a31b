import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { keywordField, text } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { bodyInstant } from '../ingest/instant-fault.ts';
import { faultAt, InvalidInput, parse } from '../lib/validation.ts';
import { CLAIM_STATES } from '../domain/facts/claim-states.ts';
import { type ClaimMark, loadClaimMarks, recordClaimMark } from '../persistence/claim-marks.ts';
import { type ApiCall, callerOf, monthParam, parseBody } from './api-call.ts';
import type { ApiContext } from './context.ts';

export const markBody = z.strictObject({
  provider: text,
  service: text,
  state: keywordField(CLAIM_STATES),
  at: z.optional(bodyInstant),
  note: z.optional(text.check(z.maxLength(2000, 'longer than 2000 characters'))),
});

/** Adds the route of a person's mark of a claim against a provider. */
export const providerClaimsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.post('/months/:month/provider-claims', async (call) => {
    const { outcome, mark } = await markProviderClaim(context, callerOf(call), monthParam(call), await parseBody(call));
    const { provider, service, month, state, at, recordedAt } = mark;
    const receipt = { provider, service, month, state, at: formatInstant(at), recordedAt: formatInstant(recordedAt) };
    return Response.json({ ...receipt, outcome });
  });
};

/**
 * Marks a claim of a month as open, sent, answered or paid. The state that the claim has already is stored once.
 * Throws `InvalidInput` for a service without an SLA, and for an instant in the future.
 */
export const markProviderClaim = async (
  { table, deployment: { config }, clock }: ApiContext,
  by: string,
  month: string,
  body: unknown,
): Promise<{ readonly outcome: 'stored' | 'unchanged'; readonly mark: ClaimMark }> => {
  const { at, note, ...given } = parse(markBody, body);
  const recordedAt = clock();
  const services = config.providers[given.provider]?.sla?.services ?? {};
  if (!Object.hasOwn(services, given.service))
    throw new InvalidInput([faultAt(body, ['service'], 'not a service of the provider with an SLA')]);
  if (at !== undefined && at > recordedAt) throw new InvalidInput([faultAt(body, ['at'], 'in the future')]);
  const marks = await loadClaimMarks(table, month, recordedAt);
  const last = marks.findLast(({ provider, service }) => provider === given.provider && service === given.service);
  if (
    last !== undefined &&
    last.state === given.state &&
    (at ?? last.at) === last.at &&
    (note ?? last.note) === last.note
  )
    return { outcome: 'unchanged', mark: last };
  const mark: ClaimMark = {
    ...given,
    month,
    at: at ?? recordedAt,
    recordedAt,
    by,
    ...(note === undefined ? {} : { note }),
  };
  await recordClaimMark(table, mark);
  return { outcome: 'stored', mark };
};
