import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { closeMonth } from './close-month.ts';

export const handler = lazyHandler(() =>
  closeMonth({
    ...lambdaContext(),
    work: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.workQueueUrl) },
    readings: true,
  }),
);
