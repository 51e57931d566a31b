import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { showConsole } from './app.ts';

export const handler = lazyHandler(() =>
  showConsole({
    ...lambdaContext(),
    closing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.closingQueueUrl) },
  }),
);
