import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { assessChunk } from '../../shared/closing/assess-chunk.ts';
import type { Assessing } from '../../shared/closing/assess-customer.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { parseJson } from '../../shared/json.ts';
import { PATIENCE } from '../../shared/patience.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { chunk } from '../../shared/queues/work.ts';
import { parse } from '../../shared/rejected.ts';
import { openBucket } from '../../shared/statements/bucket.ts';
import { finishChunk, runId } from '../../shared/store/runs.ts';
import { announceIfComplete } from '../announce.ts';
import { deployed } from '../deployed.ts';
import { whenStarted } from '../start.ts';
import type { Telemetry } from '../telemetry.ts';

export type AssessCustomers = Assessing & { readonly billing: Queue; readonly telemetry: Telemetry };

/** Assesses the customers of a chunk, hands what is due to billing, and closes the run if this was its last chunk. */
export const assessCustomers =
  (context: AssessCustomers) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const work = parse(chunk, parseJson(body));
      const result = await assessChunk(context, work);
      if (result === undefined) {
        context.telemetry.note('a chunk of a run that is not in the table', { run: runId(work) });
        continue;
      }
      context.telemetry.count('CustomersAssessed', result.counts['assessed'] ?? 0);
      if (!work.preview) context.telemetry.count('CustomersBlocked', result.counts['blocked'] ?? 0);
      const progress = await finishChunk(context.table, work, work.chunk, result);
      await announceIfComplete(context, work, progress, messageId);
    }
  };

export const handler = whenStarted(() =>
  assessCustomers({
    ...deployed(),
    billing: { sqs: new SQSClient(PATIENCE), url: setting(ENV.billingQueueUrl) },
    statements: openBucket(setting(ENV.statementsBucket), setting('AWS_REGION'), {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: setting('AWS_SESSION_TOKEN'),
    }),
  }),
);
