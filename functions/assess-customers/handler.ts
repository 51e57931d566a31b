import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, optionalSetting, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { bucketUrl } from '../../shared/statements/bucket-url.ts';
import { openBucket } from '../../shared/statements/statement-bucket.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { roleCredentials } from '../lambda/role-credentials.ts';
import { assessCustomers } from './assess-customers.ts';

export const handler = lazyHandler(() => {
  const lockDays = optionalSetting(ENV.objectLockDays);
  const lock = lockDays === undefined ? undefined : { days: Number(lockDays), clock: Date.now };
  const [name, region] = [setting(ENV.statementsBucket), setting('AWS_REGION')];
  const credentials = roleCredentials();
  const sqs = new SQSClient(AWS_RETRIES);
  const statementMailUrl = optionalSetting(ENV.statementMailUrl);
  return assessCustomers({
    ...lambdaContext(),
    billing: { sqs, url: setting(ENV.billingQueueUrl) },
    statementMail: statementMailUrl === undefined ? undefined : { sqs, url: statementMailUrl },
    statements: openBucket(name, region, credentials, bucketUrl(name, region, process.env), lock),
    render: renderStatement,
  });
});
