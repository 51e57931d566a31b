import { SQSClient } from '@aws-sdk/client-sqs';
import { apiHandler } from '../../shared/api/app.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';

export const handler = lazyHandler(() =>
  apiHandler({
    ...lambdaContext(),
    closing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.closingQueueUrl) },
  }),
);
