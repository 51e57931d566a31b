import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Deployment, monthReader } from '../../shared/closing/load-month.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { closingOrder } from '../../shared/messaging/closing-order.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { parse } from '../../shared/lib/validation.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { startClosing } from './start-closing.ts';
import { sweep } from './sweep.ts';

export type CloseMonthContext = {
  readonly table: Table;
  readonly work: Queue;
  readonly deployment: Deployment;
  readonly monthOf: ReturnType<typeof monthReader>;
  /**
   * Whether alarms are read here, and not only heard: then one that was not is listed in the run.
   * @default false - in a replay there is nothing but what arrived
   */
  readonly readings?: boolean;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** Starts the closing or the sweep that an order asks for: the run is written down, and its customers go onto the work queue in chunks. */
export const closeMonth =
  (context: CloseMonthContext) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const order = parse(closingOrder, parseJson(body));
      if (order.kind === 'sweep') await sweep(context, order.scheduledTime, messageId);
      else await startClosing(context, order, messageId);
    }
  };

export const handler = lazyHandler(() =>
  closeMonth({
    ...lambdaContext(),
    work: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.workQueueUrl) },
    readings: true,
  }),
);
