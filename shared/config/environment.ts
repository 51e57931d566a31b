/**
 * Names of the environment variables of the functions.
 * The infrastructure sets each together with the permission that belongs to it; the handlers read them.
 */
export const ENV = {
  /** The stage, such as `prod`. It is part of the source of every billing message. */
  stage: 'SLA_STAGE',
  /** The stack's account. An alarm that is configured by name belongs to it. */
  account: 'SLA_ACCOUNT',
  /** Name of the table. */
  table: 'SLA_TABLE',
  /** URL of the dead-letter queue of invalid alarm events. */
  invalidEventsUrl: 'SLA_INTAKE_REFUSED_URL',
  /** ARN of the secret at the end of the webhook's URL. */
  webhookSecret: 'SLA_WEBHOOK_SECRET',
  /** URL of the dead-letter queue of invalid webhook bodies. */
  invalidWebhooksUrl: 'SLA_WEBHOOK_REFUSED_URL',
  /** ARN of the secret at the end of the notice webhook's URL. */
  noticesSecret: 'SLA_NOTICES_SECRET',
  /** URL of the queue of closing orders. */
  closingQueueUrl: 'SLA_CLOSING_QUEUE_URL',
  /** URL of the FIFO queue of customer batches. */
  workQueueUrl: 'SLA_WORK_QUEUE_URL',
  /** URL of the FIFO queue of billing messages. */
  billingQueueUrl: 'SLA_BILLING_QUEUE_URL',
  /** ARN of the secret with the API key of Stripe. */
  stripeSecret: 'SLA_STRIPE_SECRET',
  /** ARN of the secret that signs the messages of the outgoing webhook. */
  signingSecret: 'SLA_SIGNING_SECRET',
  /** ARN of the secret that encrypts the cookies of people who are signed in, if sign-in is configured. */
  sessionSecret: 'SLA_SESSION_SECRET',
  /** Issuer and client id of the stack's own user pool. */
  userPoolIssuer: 'SLA_USER_POOL_ISSUER',
  userPoolClient: 'SLA_USER_POOL_CLIENT',
  /** URL of the FIFO queue of statements to mail. Optional: without it, none is mailed. */
  statementMailUrl: 'SLA_STATEMENT_MAIL_URL',
  /** Name of the configuration set of SES that publishes bounces and complaints. */
  mailConfigurationSet: 'SLA_MAIL_CONFIGURATION_SET',
  /** Name of the statements' bucket. */
  statementsBucket: 'SLA_STATEMENTS_BUCKET',
  /** Days for which S3 locks a statement's JSON. Optional: without it, nothing is locked. */
  objectLockDays: 'SLA_OBJECT_LOCK_DAYS',
} as const;

/** Variables that Lambda sets. */
type LambdaName = 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN';

export type EnvName = (typeof ENV)[keyof typeof ENV] | LambdaName;

/** Returns a variable's value, or undefined if it is missing. */
export const optionalSetting = (name: EnvName): string | undefined => process.env[name] || undefined;

/** Returns a variable's value. Throws if it is missing: the function was deployed wrongly. */
export const setting = (name: EnvName): string => {
  const value = optionalSetting(name);
  if (value === undefined) throw new Error(`The environment variable ${name} is not set`);
  return value;
};
