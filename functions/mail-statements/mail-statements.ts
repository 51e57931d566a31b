import type { SQSEvent } from 'aws-lambda';
import { sendStatement, type StatementMailContext } from '../../shared/mail/send-statement.ts';
import { parseStatementOrder } from '../../shared/messaging/statement-order.ts';

/** Mails the statements of published revisions. An order that fails stays on the queue, and the customer's later ones wait for it. */
export const mailStatements =
  (context: StatementMailContext) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body } of event.Records) await sendStatement(context, parseStatementOrder(body));
  };
