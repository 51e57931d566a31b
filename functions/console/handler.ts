import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, optionalSetting, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { showConsole } from './app.ts';

export const handler = lazyHandler(() => {
  const sqs = new SQSClient(AWS_RETRIES);
  const billing = optionalSetting(ENV.billingQueueUrl);
  return showConsole({
    ...lambdaContext(),
    closing: { sqs, url: setting(ENV.closingQueueUrl) },
    ...(billing === undefined ? {} : { billing: { sqs, url: billing } }),
  });
});
