import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import {
  billingMessage,
  type BillingLine,
  type RevisionDetails,
  revisionMessage,
} from '../messaging/billing-message.ts';
import { jsonBody } from '../messaging/send-messages.ts';
import type { Revision } from '../persistence/ledger.ts';
import type { StoredStatement } from '../statements/statement-bucket.ts';

type NextRevisionDetails = Omit<RevisionDetails, 'previousLines' | 'stored' | 'approval'> & {
  readonly stored: StoredStatement;
  readonly approval?: Revision['approval'];
};

/** Returns the revision of a customer's month that follows `last`, with its message. */
export const nextRevision = (
  customerMonth: CustomerMonth,
  last: Revision | undefined,
  details: NextRevisionDetails,
): Revision => {
  const { customer, month, amountMinor, currency } = customerMonth;
  const { revision, previousAmountMinor, externalRefs, run, closedAsOf, recordedAt, approval } = details;
  const { text, sha256, url, page } = details.stored;
  const message = revisionMessage(customerMonth, {
    ...details,
    stored: { sha256, url, page },
    previousLines: linesOf(last),
  });
  return {
    customer,
    month,
    revision,
    amountMinor,
    currency,
    previousAmountMinor,
    reason: message.data.reason,
    run,
    closedAsOf,
    recordedAt,
    statement: text,
    statementSha256: sha256,
    statementUrl: url,
    externalRefs,
    ...(approval === undefined ? {} : { approval }),
    message: jsonBody(message),
  };
};

/** Returns the lines of a revision's stored message; none if there is no revision. */
const linesOf = (revision: Revision | undefined): readonly BillingLine[] =>
  revision === undefined ? [] : parse(billingMessage, parseJson(revision.message)).data.lines;
