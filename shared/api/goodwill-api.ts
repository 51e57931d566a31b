import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { currencyCode, customerId, month, whole } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { derivedId, freeText } from '../ingest/record-bodies.ts';
import { faultAt, InvalidInput, parse } from '../lib/validation.ts';
import { contractsOfRecord, type CustomerRecord } from '../persistence/customer-record.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import { recordGoodwill } from '../persistence/record-goodwill.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { type ApiCall, callerOf, parseBody } from './api-call.ts';
import type { ApiContext } from './context.ts';

export const goodwillBody = z.strictObject({
  customer: customerId,
  month,
  amountMinor: whole(1),
  currency: currencyCode,
  reason: freeText,
});

/** Adds the route that grants goodwill. The next closing or sweep of the month credits it. */
export const goodwillApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.post('/goodwill', async (call) => {
    const receipt = await grantGoodwill(context, callerOf(call), await parseBody(call), await call.req.text());
    return Response.json(receipt, { status: receipt.outcome === 'recorded' ? 201 : 200 });
  });
};

/** The answer to a grant. `known`: the same was recorded before. */
export type GoodwillReceipt = {
  readonly id: string;
  readonly customer: string;
  readonly month: string;
  readonly outcome: 'recorded' | 'known';
  readonly recordedAt: string;
};

/**
 * Records a grant of goodwill, and keeps its body. Its id derives from the content, so the same body again changes nothing.
 * A second grant of the same amount needs another reason. `text`: the body as it was received. Throws `InvalidInput` with every fault.
 */
export const grantGoodwill = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  by: string,
  body: unknown,
  text: string = JSON.stringify(body),
): Promise<GoodwillReceipt> => {
  const { customer } = parse(goodwillBody, body);
  const recordedAt = clock();
  const grant = readGrant(body, await findProfile(table, customer, recordedAt));
  await keepPayload(table, { door: 'records', body: text, receivedAt: recordedAt, by, customer: grant.customer });
  const { outcome, stored } = await recordGoodwill(table, { ...grant, recordedAt, by });
  return {
    id: grant.id,
    customer: stored.customer,
    month: stored.month,
    outcome: outcome === 'appended' ? 'recorded' : 'known',
    recordedAt: formatInstant(stored.recordedAt),
  };
};

/**
 * Parses a grant with the customer's record in force. Its id derives from the content.
 * Throws `InvalidInput` with every fault, also for a customer without a record.
 */
export const readGrant = (
  body: unknown,
  profile: CustomerRecord | undefined,
): z.output<typeof goodwillBody> & { readonly id: string } => {
  const grant = parse(goodwillBody, body);
  if (profile === undefined) throw new InvalidInput([faultAt(body, ['customer'], 'not a customer with a record')]);
  const billed = contractsOfRecord(profile).flatMap(({ serviceFees }) => serviceFees?.currency ?? []);
  if (billed.length > 0 && !billed.includes(grant.currency))
    throw new InvalidInput([faultAt(body, ['currency'], `not the currency of the customer's fees (${billed[0]})`)]);
  const { customer, month: of, amountMinor, currency, reason } = grant;
  return { ...grant, id: derivedId([customer, of, amountMinor, currency, reason]) };
};
