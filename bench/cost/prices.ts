/**
 * Public on-demand prices of US East (N. Virginia), in US dollars, without free tiers, read on 2026-11-25. AWS's pages
 * need a browser, so most prices come from pages that quote them (`source`) on a date (`of`). AWS's own pages decide.
 */
type Price = { readonly usd: number; readonly source: string; readonly of: string };

const SQS = { source: 'https://cloudburn.io/blog/amazon-sqs-pricing', of: '2026-03' } as const;
const DYNAMO_UNITS = {
  source: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing',
  of: '2025-07',
} as const;
const DYNAMO_KEPT = {
  source: 'https://github.com/pigfox/terraform-aws-go-serverless/tree/main/modules/dynamodb-table',
  of: '2026',
} as const;
const S3 = {
  source: 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonS3/20260928230416/us-east-1/index.json',
  of: '2026-09',
} as const;
const SCHEDULER = { source: 'https://cloudburn.io/blog/amazon-eventbridge-pricing', of: '2026-03' } as const;
const CLOUDWATCH = {
  source: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  of: '2026-06',
} as const;
const SECRETS = {
  source: 'https://hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms',
  of: '2026',
} as const;

export const PRICES = {
  /** AWS halved the price in November 2024. */
  dynamoWriteUnit: { usd: 0.625e-6, ...DYNAMO_UNITS },
  dynamoReadUnit: { usd: 0.125e-6, ...DYNAMO_UNITS },
  dynamoGbMonth: { usd: 0.25, ...DYNAMO_KEPT },
  pointInTimeGbMonth: { usd: 0.2, ...DYNAMO_KEPT },
  sqsStandard: { usd: 0.4e-6, ...SQS },
  sqsFifo: { usd: 0.5e-6, ...SQS },
  lambdaRequest: {
    usd: 0.2e-6,
    source: 'https://github.com/api-evangelist/aws-lambda (read on aws.amazon.com/lambda/pricing)',
    of: '2026-09',
  },
  lambdaArmGbSecond: { usd: 0.0000133334, source: 'https://cloudchipr.com/blog/aws-lambda-pricing', of: '2024' },
  s3Put: { usd: 5e-6, ...S3 },
  s3GbMonth: { usd: 0.023, ...S3 },
  httpApiCall: {
    usd: 1e-6,
    source: 'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained',
    of: '2025-05',
  },
  schedulerCall: { usd: 1e-6, ...SCHEDULER },
  /** Events of AWS services on the default bus are free. */
  awsEvent: { usd: 0, ...SCHEDULER },
  logsGb: { usd: 0.5, ...CLOUDWATCH },
  logsGbMonth: { usd: 0.03, ...CLOUDWATCH },
  dashboardMonth: { usd: 3, ...CLOUDWATCH },
  alarmMonth: { usd: 0.1, ...CLOUDWATCH },
  metricMonth: { usd: 0.3, source: 'https://signoz.io/guides/cloudwatch-pricing', of: '2026-02' },
  cloudWatchCall: { usd: 1e-5, ...CLOUDWATCH },
  xrayTrace: { usd: 5e-6, source: 'https://aws.amazon.com/xray/pricing/', of: '2026' },
  secretMonth: { usd: 0.4, ...SECRETS },
  secretCall: { usd: 5e-6, ...SECRETS },
  /** Only with a customer-managed key; not in the bill. */
  kmsKeyMonth: { usd: 1, source: 'https://cloudburn.io/blog/aws-kms-pricing', of: '2026-03' },
  kmsCall: {
    usd: 3e-6,
    source: 'https://www.factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region/',
    of: '2026-06',
  },
} as const satisfies Readonly<Record<string, Price>>;
