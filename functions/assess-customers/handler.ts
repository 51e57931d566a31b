import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { assessBatch } from '../../shared/closing/assess-batch.ts';
import type { AssessmentContext } from '../../shared/closing/assess-customer.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { customerBatch } from '../../shared/messaging/customer-batch.ts';
import { parse } from '../../shared/lib/validation.ts';
import { openBucket } from '../../shared/statements/statement-bucket.ts';
import { recordBatchResult, runId } from '../../shared/persistence/run-store.ts';
import { announceCompletedRun } from '../../shared/closing/complete-run.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';

export type AssessCustomersContext = AssessmentContext & { readonly billing: Queue; readonly telemetry: Telemetry };

/** Assesses the customers of a chunk, hands what is due to billing, and closes the run if this was its last chunk. */
export const assessCustomers =
  (context: AssessCustomersContext) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const work = parse(customerBatch, parseJson(body));
      const result = await assessBatch(context, work);
      if (result === undefined) {
        context.telemetry.note('a chunk of a run that is not in the table', { run: runId(work) });
        continue;
      }
      context.telemetry.count('CustomersAssessed', result.counts['assessed'] ?? 0);
      if (!work.preview) context.telemetry.count('CustomersBlocked', result.counts['blocked'] ?? 0);
      const progress = await recordBatchResult(context.table, work, work.chunk, result);
      await announceCompletedRun(context, work, progress, messageId);
    }
  };

export const handler = lazyHandler(() =>
  assessCustomers({
    ...lambdaContext(),
    billing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.billingQueueUrl) },
    statements: openBucket(setting(ENV.statementsBucket), setting('AWS_REGION'), {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: setting('AWS_SESSION_TOKEN'),
    }),
  }),
);
