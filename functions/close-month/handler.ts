import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Deployment, monthReader } from '../../shared/closing/months.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { parseJson } from '../../shared/json.ts';
import { PATIENCE } from '../../shared/patience.ts';
import { closingOrder } from '../../shared/queues/closing.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { parse } from '../../shared/rejected.ts';
import type { Table } from '../../shared/store/table.ts';
import { deployed } from '../deployed.ts';
import { whenStarted } from '../start.ts';
import type { Telemetry } from '../telemetry.ts';
import { startClosing } from './start-closing.ts';
import { sweep } from './sweep.ts';

export type CloseMonth = {
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
  (context: CloseMonth) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const order = parse(closingOrder, parseJson(body));
      if (order.kind === 'sweep') await sweep(context, order.scheduledTime, messageId);
      else await startClosing(context, order, messageId);
    }
  };

export const handler = whenStarted(() =>
  closeMonth({
    ...deployed(),
    work: { sqs: new SQSClient(PATIENCE), url: setting(ENV.workQueueUrl) },
    readings: true,
  }),
);
