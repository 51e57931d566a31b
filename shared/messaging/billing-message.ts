import * as z from 'zod/mini';
import { exponentOf } from '../domain/money/currency.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Goodwill } from '../domain/statement/goodwill.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { goodwillText, invoiceText, statementText, withdrawnGoodwillText, withdrawnText } from './invoice-text.ts';

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

const policyName = () => z.object({ id: z.string(), version: count() });
const bookedDays = () => z.array(z.object({ date: matching(/^\d{4}-\d{2}-\d{2}$/), credits: count() }));

/** The figures of one evaluated contract: they are in its line, and in `data` where the message has one line. */
const figures = {
  timeZone: described(z.string(), 'The IANA zone in which the month and its days are counted.'),
  rateBps: described(
    z.nullable(count()),
    'Basis points of the fees before the cap; null where an amount of the policy is not in basis points.',
  ),
  credits: described(count(), 'How many credits accrued.'),
  creditDays: described(bookedDays(), 'The local days on which they accrued.'),
  feeMinor: described(count(), "The month's service fees."),
  capMinor: described(z.nullable(count()), "The policy's smallest cap for the month; null without a cap."),
  policy: described(policyName(), 'The policy that the credit was evaluated under.'),
};

const lineAmounts = {
  amountMinor: described(count(), 'The part of the credit after this revision.'),
  previousAmountMinor: described(count(), 'The part of the credit before this revision; 0 for a new line.'),
};

const computedLine = z.object({
  kind: described(z.literal('computed'), 'The credit follows from the evidence and the policy.'),
  service: described(z.nullable(z.string()), 'The service; null where the customer has no services.'),
  ...lineAmounts,
  ...figures,
  reason: described(z.string(), 'One sentence for this line.'),
});
type ComputedLine = z.output<typeof computedLine>;

const absent = () => z.null();

const goodwillLine = z.object({
  kind: described(z.literal('goodwill'), 'A person granted the credit, beyond the computed one.'),
  service: absent(),
  ...lineAmounts,
  timeZone: absent(),
  rateBps: absent(),
  credits: absent(),
  creditDays: absent(),
  feeMinor: absent(),
  capMinor: absent(),
  policy: absent(),
  reason: described(z.string(), 'One sentence for this line, with the reasons of the grants.'),
});
type GoodwillLine = z.output<typeof goodwillLine>;

const creditLine = z.discriminatedUnion('kind', [computedLine, goodwillLine]);
/** One part of a credit: that of a service, that of the customer, or the goodwill credit. */
export type BillingLine = z.output<typeof creditLine>;

const onlyOne = <S extends z.core.$ZodType>(schema: S) =>
  described(z.optional(schema), 'As in the computed line, if there is exactly one; otherwise absent.');

const data = z.object({
  creditId: described(z.string(), 'The id of the credit, {customer}:{month}, which all its revisions share.'),
  revision: described(z.int().check(z.gte(1)), '1, 2, … of this credit; a month without a credit has none.'),
  customer: described(z.string(), "The customer's id."),
  externalRefs: described(
    z.optional(z.record(z.string(), z.string())),
    "The customer's ids in the invoicing system, if known.",
  ),
  month: described(matching(/^\d{4}-(0[1-9]|1[0-2])$/), 'The month in which the incident occurred.'),
  apply: described(
    z.enum(['incident-month', 'next-invoice']),
    'The invoice to credit: that of the month of the incident and no other, or the next one.',
  ),
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
  lines: described(
    z.array(creditLine).check(z.minLength(1)),
    'One computed line for each service, or one for the customer, and one goodwill line if a person granted a goodwill credit. Their amounts add up to amountMinor and to previousAmountMinor. A service that the record no longer has keeps a line of 0 in the revision that withdraws its credit.',
  ),
  redeemableForCash: described(z.literal(false), 'Always false.'),
  timeZone: onlyOne(z.string()),
  rateBps: onlyOne(z.nullable(count())),
  credits: onlyOne(count()),
  creditDays: onlyOne(bookedDays()),
  feeMinor: onlyOne(count()),
  capMinor: onlyOne(z.nullable(count())),
  policy: onlyOne(policyName()),
  approval: described(
    z.optional(z.object({ by: z.string(), at: instantText() })),
    'The person who approved the credit, and when; absent where it needed no approval.',
  ),
  reason: described(z.string(), 'One sentence for the invoice line.'),
  statement: described(
    z.object({ sha256: matching(/^[0-9a-f]{64}$/), url: z.string(), page: z.string() }),
    'The stored statements of the month with their explanations, their HTML page, and the SHA-256 of the JSON in hex.',
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

/** The parts of a billing message that do not come from the customer's month. */
export type RevisionDetails = {
  readonly stage: string;
  readonly apply: BillingMessage['data']['apply'];
  readonly revision: number;
  readonly previousAmountMinor: number;
  /** The lines of the revision before; none for the first. */
  readonly previousLines: readonly BillingLine[];
  readonly externalRefs?: Readonly<Record<string, string>> | undefined;
  readonly stored: { readonly sha256: string; readonly url: string; readonly page: string };
  readonly run: string;
  readonly closedAsOf: Instant;
  readonly recordedAt: Instant;
  /** Undefined where the credit needed no approval. */
  readonly approval?: { readonly by: string; readonly at: Instant } | undefined;
};

/** Returns the credit's id. All revisions of a customer's month share it. */
export const creditId = (customer: string, month: string): string => `${customer}:${month}`;

export type RevisionName = { readonly customer: string; readonly month: string; readonly revision: number };

/** Returns the id of a revision's message: `acme:2026-10:1`. */
export const revisionId = ({ customer, month, revision }: RevisionName): string =>
  `${creditId(customer, month)}:${revision}`;

/** Returns the message for a revision. The ledger stores its text, and publishing sends the stored text. */
export const revisionMessage = (customerMonth: CustomerMonth, revision: RevisionDetails): BillingMessage => {
  const { customer, month, amountMinor, currency } = customerMonth;
  const lines = linesFor(customerMonth, revision.previousLines);
  const [line, ...otherLines] = lines.filter((each) => each.kind === 'computed');
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
      creditId: creditId(customer, month),
      revision: revision.revision,
      customer,
      ...(revision.externalRefs === undefined ? {} : { externalRefs: { ...revision.externalRefs } }),
      month,
      apply: revision.apply,
      amountMinor,
      currency,
      exponent: exponentOf(currency),
      previousAmountMinor: revision.previousAmountMinor,
      deltaMinor: amountMinor - revision.previousAmountMinor,
      lines,
      redeemableForCash: false,
      ...(line === undefined || otherLines.length > 0 ? {} : figuresOfLine(line)),
      ...(revision.approval === undefined
        ? {}
        : { approval: { by: revision.approval.by, at: formatInstant(revision.approval.at) } }),
      reason: invoiceText(customerMonth),
      statement: { ...revision.stored },
      run: revision.run,
      closedAsOf: formatInstant(revision.closedAsOf),
    },
  };
};

const figuresOfLine = ({
  timeZone,
  rateBps,
  credits,
  creditDays,
  feeMinor,
  capMinor,
  policy,
}: ComputedLine): Pick<ComputedLine, keyof typeof figures> => ({
  timeZone,
  rateBps,
  credits,
  creditDays,
  feeMinor,
  capMinor,
  policy,
});

const linesFor = ({ month, statements, goodwill }: CustomerMonth, previous: readonly BillingLine[]): BillingLine[] => {
  const computed = previous.filter((line) => line.kind === 'computed');
  const current = statements.map((statement) => lineOf(statement, computed));
  const removed = computed.filter(
    ({ service, amountMinor }) => amountMinor > 0 && !current.some((line) => line.service === service),
  );
  const withdrawn = removed.map((line) => ({
    ...line,
    amountMinor: 0,
    previousAmountMinor: line.amountMinor,
    rateBps: line.rateBps === null ? null : 0,
    credits: 0,
    creditDays: [],
    reason: withdrawnText(month, line.service ?? undefined),
  }));
  const grantedBefore = previous.find((line) => line.kind === 'goodwill')?.amountMinor ?? 0;
  return [...current, ...withdrawn, ...goodwillLines(month, goodwill, grantedBefore)];
};

/** Returns the goodwill line; none if there is no grant now and there was no goodwill credit before. */
const goodwillLines = (month: string, goodwill: Goodwill | undefined, previousAmountMinor: number): GoodwillLine[] => {
  if (goodwill === undefined && previousAmountMinor === 0) return [];
  return [
    {
      kind: 'goodwill',
      service: null,
      amountMinor: goodwill?.amountMinor ?? 0,
      previousAmountMinor,
      timeZone: null,
      rateBps: null,
      credits: null,
      creditDays: null,
      feeMinor: null,
      capMinor: null,
      policy: null,
      reason: goodwill === undefined ? withdrawnGoodwillText(month) : goodwillText(month, goodwill),
    },
  ];
};

const lineOf = (statement: Statement, previous: readonly ComputedLine[]): ComputedLine => {
  const { service = null, amountMinor, rateBps, credits, creditDays, capMinor, explanation } = statement;
  return {
    kind: 'computed',
    service,
    amountMinor,
    previousAmountMinor: previous.find((line) => line.service === service)?.amountMinor ?? 0,
    timeZone: explanation.timeZone,
    rateBps,
    credits,
    creditDays: creditDays.map((day) => ({ ...day })),
    feeMinor: explanation.credit.feeMinor,
    capMinor,
    policy: { ...explanation.policy },
    reason: statementText(statement),
  };
};
