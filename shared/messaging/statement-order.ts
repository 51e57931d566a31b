import * as z from 'zod/mini';
import { customerId, month, whole } from '../domain/facts/fields.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import type { RevisionRef } from '../persistence/keys.ts';
import { publishRevisions } from './publish-revisions.ts';
import type { Queue } from './send-messages.ts';

/** An order to mail the statement of a published revision. The statement itself is in the ledger and in the bucket. */
const statementOrder = z.object({ customer: customerId, month, revision: whole(1) });

/** Parses an order. Throws `InvalidInput`. */
export const parseStatementOrder = (body: string): RevisionRef => parse(statementOrder, parseJson(body));

/** Orders the statements of published revisions by mail, and returns the revisions that SQS accepted. A customer's statements are mailed in order. */
export const orderStatements = async <R extends RevisionRef>(queue: Queue, revisions: readonly R[]): Promise<R[]> => {
  const orders = revisions.map((of) => {
    const { customer, month: ofMonth, revision } = of;
    return { customer, month: ofMonth, revision, message: JSON.stringify({ customer, month: ofMonth, revision }), of };
  });
  return (await publishRevisions(queue, orders)).map(({ of }) => of);
};
