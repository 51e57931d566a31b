import type { LambdaFunctionURLEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { assessCustomers } from '../../functions/assess-customers/handler.ts';
import { closeMonth } from '../../functions/close-month/handler.ts';
import { ingestCloudWatch } from '../../functions/ingest-cloudwatch/handler.ts';
import { ingestTwilio } from '../../functions/ingest-twilio/handler.ts';
import { records } from '../../functions/records/handler.ts';
import type { Telemetry } from '../../functions/telemetry.ts';
import { SECRET } from '../../local/pipeline.ts';
import { monthReader } from '../../shared/closing/months.ts';
import type { Config } from '../../shared/config.ts';
import type { Connection } from './emulators.ts';

/** A process of a function: what it keeps while it is warm goes with it. */
export type Process = {
  readonly sqs: (event: SQSEvent) => Promise<SQSBatchResponse | void>;
  readonly records: (event: LambdaEvent) => Promise<{ readonly statusCode: number; readonly body: string }>;
  readonly webhook: (event: LambdaFunctionURLEvent) => Promise<{ readonly statusCode: number; readonly body: string }>;
};

const nowhere = (): never => {
  throw new Error('this function takes no such event');
};

/** Starts a process of a function, as its module does when Lambda loads it. */
export const startProcess = (
  fn: string,
  { table, queue, statements }: Connection,
  config: Config,
  clock: () => number,
  telemetry: Telemetry,
): Process => {
  const deployment = { config, stage: 'test', region: 'us-west-2', account: '111122223333' };
  const common = { table, deployment, telemetry, clock, monthOf: monthReader(table, deployment) };
  const none = { sqs: nowhere, records: nowhere, webhook: nowhere };
  switch (fn) {
    case 'ingest-cloudwatch':
      return {
        ...none,
        sqs: ingestCloudWatch({ ...common, refused: queue('intake-refused'), sources: config, own: deployment }),
      };
    case 'close-month':
      return { ...none, sqs: closeMonth({ ...common, work: queue('work.fifo') }) };
    case 'assess-customers':
      return { ...none, sqs: assessCustomers({ ...common, billing: queue('billing.fifo'), statements }) };
    case 'records':
      return { ...none, records: records({ ...common, closing: queue('closing') }) };
    case 'ingest-twilio': {
      const take = ingestTwilio({
        ...common,
        refused: queue('webhook-refused'),
        sources: config,
        secrets: async () => [SECRET],
      });
      return {
        ...none,
        webhook: async (event) => {
          const answer = await take(event);
          return typeof answer === 'string'
            ? { statusCode: 200, body: answer }
            : { statusCode: answer.statusCode ?? 200, body: answer.body ?? '' };
        },
      };
    }
    default:
      throw new Error(`There is no function ${fn}`);
  }
};
