import { SQSClient } from '@aws-sdk/client-sqs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import type { ApiContext } from '../records/handler.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { consoleApp } from './app.ts';

/** Shows months, customers and facts to people, and takes what they record. */
export const showConsole = (context: ApiContext) => {
  const answer = handle(consoleApp(context));
  return (event: LambdaEvent) => answer(event);
};

export const handler = lazyHandler(() =>
  showConsole({
    ...lambdaContext(),
    closing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.closingQueueUrl) },
  }),
);
