import * as z from 'zod/mini';
import { exponentOf } from '../domain/money/currency.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { invoiceText } from './invoice-text.ts';

/**
 * The contract with invoicing, version 1: a CloudEvents 1.0 JSON object for each ledger revision.
 * Fields may be added. Removing or changing one requires a new `type` and a new `dataschema`.
 * The contract is described in docs/consuming.md, and docs/billing-message.schema.json is generated from it.
 */

export const DATA_SCHEMA = 'urn:sla-credits:schema:billing-message:v1';

const described = <S extends z.core.$ZodType>(schema: S, description: string): S => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

const count = () => z.int().check(z.gte(0));
const instantText = () => z.iso.datetime();
const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

const data = z.object({
  creditId: described(z.string(), 'The id of the credit, {customer}:{month}, which all its revisions share.'),
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
    "The credit after this revision, in minor units, before tax; never more than the month's fees.",
  ),
  currency: described(matching(/^[A-Z]{3}$/), 'ISO 4217.'),
  exponent: described(count(), 'Decimals of the minor unit: 2 for cents, 0 for yen.'),
  previousAmountMinor: described(count(), 'The credit before this revision; 0 for the first.'),
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
  capMinor: described(z.nullable(count()), "The policy's cap for the month; null without a cap."),
  policy: described(z.object({ id: z.string(), version: count() }), 'The policy that the credit was evaluated under.'),
  reason: described(z.string(), 'One sentence for the invoice line.'),
  statement: described(
    z.object({
      sha256: matching(/^[0-9a-f]{64}$/),
      url: z.string(),
      page: described(
        z.optional(z.string()),
        'The statement as an HTML page. Messages from before it was added lack it.',
      ),
    }),
    'The stored statement with its explanation, and the SHA-256 of its bytes in hex.',
  ),
  run: described(z.string(), 'The run that recorded the revision.'),
  closedAsOf: described(
    instantText(),
    'The instant of the evidence: the credit uses everything that was recorded by then.',
  ),
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

/** The parts of a billing message that come from the ledger revision, not from the statement. */
export type RevisionDetails = {
  readonly stage: string;
  readonly revision: number;
  readonly previousAmountMinor: number;
  readonly externalRefs?: Readonly<Record<string, string>> | undefined;
  readonly stored: { readonly sha256: string; readonly url: string; readonly page: string };
  readonly run: string;
  readonly closedAsOf: Instant;
  readonly recordedAt: Instant;
};

/** Returns the credit's id. All revisions of a customer's month share it. */
export const creditId = (customer: string, month: string): string => `${customer}:${month}`;

export type RevisionName = { readonly customer: string; readonly month: string; readonly revision: number };

/** Returns the id of a revision's message: `acme:2026-10:1`. */
export const revisionId = ({ customer, month, revision }: RevisionName): string =>
  `${creditId(customer, month)}:${revision}`;

/** Returns the message for a revision. The ledger stores its text, and publishing sends the stored text. */
export const revisionMessage = (statement: Statement, revision: RevisionDetails): BillingMessage => {
  const { customer, month, amountMinor, currency, explanation } = statement;
  const credit = creditId(customer, month);
  return {
    specversion: '1.0',
    id: revisionId({ customer, month, revision: revision.revision }),
    source: `urn:sla-credits:${revision.stage}`,
    type: revision.revision === 1 ? 'sla-credits.credit.issued.v1' : 'sla-credits.credit.adjusted.v1',
    subject: customer,
    partitionkey: customer,
    time: formatInstant(revision.recordedAt),
    datacontenttype: 'application/json',
    dataschema: DATA_SCHEMA,
    data: {
      creditId: credit,
      revision: revision.revision,
      customer,
      ...(revision.externalRefs === undefined ? {} : { externalRefs: { ...revision.externalRefs } }),
      month,
      timeZone: explanation.timeZone,
      amountMinor,
      currency,
      exponent: exponentOf(currency),
      previousAmountMinor: revision.previousAmountMinor,
      deltaMinor: amountMinor - revision.previousAmountMinor,
      redeemableForCash: false,
      rateBps: statement.rateBps,
      credits: statement.credits,
      creditDays: statement.creditDays.map(({ date, credits }) => ({ date, credits })),
      feeMinor: explanation.credit.feeMinor,
      capMinor: statement.capMinor,
      policy: { ...explanation.policy },
      reason: invoiceText(statement),
      statement: { ...revision.stored },
      run: revision.run,
      closedAsOf: formatInstant(revision.closedAsOf),
    },
  };
};
