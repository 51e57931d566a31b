import * as z from 'zod/mini';

/**
 * The contract with invoicing, version 1: a CloudEvents 1.0 JSON object, one for each ledger revision.
 * Fields may be added; a removed or changed one is a new `type` and a new `dataschema`.
 * Described for people in docs/consuming.md, and as JSON Schema in docs/billing-message.schema.json, which is made from this.
 */

export const DATA_SCHEMA = 'urn:sla-credits:schema:billing-message:v1';

const described = <S extends z.core.$ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

/** Whole numbers that are never negative: amounts in minor units, counts, basis points. */
const count = () => z.int().check(z.gte(0));
const instantText = () => z.iso.datetime();
const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

const data = z.object({
  creditId: described(z.string(), 'The credit: {customer}:{month}. All its revisions bear it.'),
  revision: described(z.int().check(z.gte(1)), '1, 2, … of this credit; a month without a credit has none.'),
  customer: described(z.string(), "The customer's id."),
  externalRefs: described(
    z.optional(z.record(z.string(), z.string())),
    "The customer's ids in the invoicing system, if known.",
  ),
  month: described(
    matching(/^\d{4}-(0[1-9]|1[0-2])$/),
    'The month in which the incident occurred: the only one that this credit may be applied to.',
  ),
  timeZone: described(z.string(), 'The IANA zone in which the month and its days are counted.'),
  amountMinor: described(
    count(),
    "What the credit is now, in minor units, before tax; never more than the month's fees.",
  ),
  currency: described(matching(/^[A-Z]{3}$/), 'ISO 4217.'),
  exponent: described(count(), 'Decimals of the minor unit: 2 for cents, 0 for yen.'),
  previousAmountMinor: described(count(), 'What the credit was before this revision; 0 for the first.'),
  deltaMinor: described(
    z.int(),
    'The difference to apply: amountMinor less previousAmountMinor; negative when a credit shrinks.',
  ),
  redeemableForCash: described(z.literal(false), 'Always false.'),
  rateBps: described(
    z.nullable(count()),
    'Basis points of the fees before the cap; null where the policy pays a share of the month.',
  ),
  credits: described(count(), 'How many credits accrued.'),
  creditDays: described(
    z.array(z.object({ date: matching(/^\d{4}-\d{2}-\d{2}$/), credits: count() })),
    'The local days on which they accrued.',
  ),
  feeMinor: described(count(), "The month's service fees."),
  capMinor: described(z.nullable(count()), 'The most that the policy lets the month be credited; null without a cap.'),
  policy: described(z.object({ id: z.string(), version: count() }), 'The policy that it was worked out under.'),
  reason: described(z.string(), 'One sentence for the invoice line.'),
  statement: described(
    z.object({
      sha256: matching(/^[0-9a-f]{64}$/),
      url: z.string(),
      page: described(
        z.optional(z.string()),
        'The same for people: an HTML page. Messages of before it was added lack it.',
      ),
    }),
    'The stored statement with its explanation, and the SHA-256 of its bytes in hex.',
  ),
  run: described(z.string(), 'The closing that made it.'),
  closedAsOf: described(instantText(), 'What was known at this instant is what it is worked out from.'),
});

export const billingMessage = z.object({
  specversion: z.literal('1.0'),
  id: described(z.string(), 'The idempotency key, {creditId}:{revision}: apply it once, however often it arrives.'),
  source: described(z.string(), 'urn:sla-credits:{stage}'),
  type: z.enum(['sla-credits.credit.issued.v1', 'sla-credits.credit.adjusted.v1']),
  subject: described(z.string(), "The customer's id."),
  partitionkey: described(z.string(), "The customer's id: a customer's revisions arrive in order."),
  time: described(instantText(), 'When the revision was recorded.'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.literal(DATA_SCHEMA),
  data,
});
export type BillingMessage = z.output<typeof billingMessage>;
