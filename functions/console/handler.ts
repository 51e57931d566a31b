import { SQSClient } from '@aws-sdk/client-sqs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { ENV, setting } from '../../shared/environment.ts';
import { PATIENCE } from '../../shared/patience.ts';
import { deployed } from '../deployed.ts';
import type { Records } from '../records/handler.ts';
import { whenStarted } from '../start.ts';
import { consoleApp } from './console.ts';

/** Shows months, customers and facts to people, and takes what they record. */
export const showConsole = (context: Records) => {
  const answer = handle(consoleApp(context));
  return (event: LambdaEvent) => answer(event);
};

export const handler = whenStarted(() =>
  showConsole({
    ...deployed(),
    closing: { sqs: new SQSClient(PATIENCE), url: setting(ENV.closingQueueUrl) },
  }),
);
