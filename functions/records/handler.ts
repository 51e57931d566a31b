import { SQSClient } from '@aws-sdk/client-sqs';
import { apiHandler } from '../../shared/api/app.ts';
import { ENV, optionalSetting, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';

export const handler = lazyHandler(() => {
  const sqs = new SQSClient(AWS_RETRIES);
  const billing = optionalSetting(ENV.billingQueueUrl);
  return apiHandler({
    ...lambdaContext(),
    closing: { sqs, url: setting(ENV.closingQueueUrl) },
    ...(billing === undefined ? {} : { billing: { sqs, url: billing } }),
  });
});
