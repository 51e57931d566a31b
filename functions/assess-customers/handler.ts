import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { assessChunk } from '../../shared/closing/assess-chunk.ts';
import type { Assessing } from '../../shared/closing/assess-customer.ts';
import { type Deployment, monthReader } from '../../shared/closing/months.ts';
import { loadConfig } from '../../shared/config.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { parseJson } from '../../shared/json.ts';
import { PATIENCE } from '../../shared/patience.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { chunk } from '../../shared/queues/work.ts';
import { parse } from '../../shared/rejected.ts';
import { openBucket } from '../../shared/statements/bucket.ts';
import { finishChunk } from '../../shared/store/runs.ts';
import { openTable } from '../../shared/store/table.ts';
import slaConfig from '../../sla.config.ts';
import { announceIfComplete } from '../announce.ts';
import { whenStarted } from '../start.ts';
import { lambdaTelemetry, type Telemetry } from '../telemetry.ts';

export type AssessCustomers = Assessing & { readonly billing: Queue; readonly telemetry: Telemetry };

/** Assesses the customers of a chunk, hands what is due to billing, and closes the run if this was its last chunk. */
export const assessCustomers =
  (context: AssessCustomers) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const work = parse(chunk, parseJson(body));
      const result = await assessChunk(context, work);
      context.telemetry.count('CustomersAssessed', result.counts['assessed'] ?? 0);
      if (!work.preview) context.telemetry.count('CustomersBlocked', result.counts['blocked'] ?? 0);
      const progress = await finishChunk(context.table, work, work.chunk, result);
      await announceIfComplete(context, work, progress, messageId);
    }
  };

export const handler = whenStarted(() => {
  const table = openTable(setting(ENV.table));
  const deployment: Deployment = {
    config: loadConfig(slaConfig),
    stage: setting(ENV.stage),
    region: setting('AWS_REGION'),
    account: setting(ENV.account),
  };
  return assessCustomers({
    table,
    billing: { sqs: new SQSClient(PATIENCE), url: setting(ENV.billingQueueUrl) },
    statements: openBucket(setting(ENV.statementsBucket), deployment.region, {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: setting('AWS_SESSION_TOKEN'),
    }),
    deployment,
    monthOf: monthReader(table, deployment),
    telemetry: lambdaTelemetry(deployment.stage),
    clock: Date.now,
  });
});
