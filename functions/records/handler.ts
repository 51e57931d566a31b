import { SQSClient } from '@aws-sdk/client-sqs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { Deployment, monthReader } from '../../shared/closing/months.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { PATIENCE } from '../../shared/patience.ts';
import type { Queue } from '../../shared/queues/send.ts';
import type { Table } from '../../shared/store/table.ts';
import { deployed } from '../deployed.ts';
import { whenStarted } from '../start.ts';
import type { Telemetry } from '../telemetry.ts';
import { api } from './api.ts';
import { turnedAway } from './knock.ts';

export type Records = {
  readonly table: Table;
  readonly closing: Queue;
  readonly deployment: Deployment;
  readonly monthOf: ReturnType<typeof monthReader>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** Answers the HTTP API: customers, fees, notices and windows are recorded, months are shown and closed. */
export const records = (context: Records) => {
  const answer = handle(api(context));
  return async (event: LambdaEvent) => turnedAway(context, event) ?? answer(event);
};

export const handler = whenStarted(() =>
  records({
    ...deployed(),
    closing: { sqs: new SQSClient(PATIENCE), url: setting(ENV.closingQueueUrl) },
  }),
);
