import { SQSClient } from '@aws-sdk/client-sqs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { apiApp } from '../../shared/api/app.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { validateRequest } from '../../shared/api/validate-request.ts';

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
