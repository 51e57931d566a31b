/**
 * The environment variables of the functions: named once, for the infrastructure that sets them (with the permission
 * that goes with each) and for the handlers that read them.
 */
export const ENV = {
  /** The stack's stage, `prod`: part of the source of every billing message. */
  stage: 'SLA_STAGE',
  /** The account that the stack runs in: an alarm that is configured by name belongs to it. */
  account: 'SLA_ACCOUNT',
  /** Name of the one table. */
  table: 'SLA_TABLE',
  /** URL of the queue of the alarm events that will never work. */
  intakeRefusedUrl: 'SLA_INTAKE_REFUSED_URL',
  /** ARN of the secret that ends the webhook's URL. */
  webhookSecret: 'SLA_WEBHOOK_SECRET',
  /** URL of the queue of the webhook bodies that will never work. */
  webhookRefusedUrl: 'SLA_WEBHOOK_REFUSED_URL',
  /** URL of the queue of the months to close. */
  closingQueueUrl: 'SLA_CLOSING_QUEUE_URL',
  /** URL of the FIFO queue of the customers to assess. */
  workQueueUrl: 'SLA_WORK_QUEUE_URL',
  /** URL of the FIFO queue that invoicing reads. */
  billingQueueUrl: 'SLA_BILLING_QUEUE_URL',
  /** Name of the bucket of the statements. */
  statementsBucket: 'SLA_STATEMENTS_BUCKET',
} as const;

/** What Lambda itself sets. */
type LambdaName = 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN';

export type EnvName = (typeof ENV)[keyof typeof ENV] | LambdaName;

/** The value of a variable. Without it the function was deployed wrongly: ours, so a plain error. */
export const setting = (name: EnvName): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set`);
  return value;
};
