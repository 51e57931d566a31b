import { exponentOf } from '../domain/money/currency.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { type BillingMessage, DATA_SCHEMA } from './billing-message.ts';
import { invoiceText } from './invoice-text.ts';

/** What a ledger revision says beside its statement. */
export type RevisionOf = {
  readonly stage: string;
  readonly revision: number;
  readonly previousAmountMinor: number;
  readonly externalRefs?: Readonly<Record<string, string>> | undefined;
  readonly stored: { readonly sha256: string; readonly url: string; readonly page: string };
  readonly run: string;
  readonly closedAsOf: Instant;
  readonly recordedAt: Instant;
};

/** The credit that all revisions of a customer's month are revisions of. */
export const creditId = (customer: string, month: string): string => `${customer}:${month}`;

/** What names a revision among all others. */
export type RevisionName = { readonly customer: string; readonly month: string; readonly revision: number };

/** A revision's name in one, which its message bears: `acme:2026-10:1`. */
export const revisionId = ({ customer, month, revision }: RevisionName): string =>
  `${creditId(customer, month)}:${revision}`;

/** Writes a revision as the message that invoicing receives. It is stored with the revision, and sent as it was stored. */
export const messageOf = (statement: Statement, revision: RevisionOf): BillingMessage => {
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
