import { SQSClient } from '@aws-sdk/client-sqs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { Deployment, monthReader } from '../../shared/closing/load-month.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { apiApp } from '../../shared/api/app.ts';
import { validateRequest } from '../../shared/api/validate-request.ts';

export type ApiContext = {
  readonly table: Table;
  readonly closing: Queue;
  readonly deployment: Deployment;
  readonly monthOf: ReturnType<typeof monthReader>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** Answers the HTTP API: customers, fees, notices and windows are recorded, months are shown and closed. */
export const records = (context: ApiContext) => {
  const answer = handle(apiApp(context));
  return async (event: LambdaEvent) => validateRequest(context, event) ?? answer(event);
};

export const handler = lazyHandler(() =>
  records({
    ...lambdaContext(),
    closing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.closingQueueUrl) },
  }),
);
