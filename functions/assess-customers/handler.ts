import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { openBucket } from '../../shared/statements/statement-bucket.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { assessCustomers } from './assess-customers.ts';

export const handler = lazyHandler(() =>
  assessCustomers({
    ...lambdaContext(),
    billing: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.billingQueueUrl) },
    statements: openBucket(setting(ENV.statementsBucket), setting('AWS_REGION'), {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: setting('AWS_SESSION_TOKEN'),
    }),
    render: renderStatement,
  }),
);
