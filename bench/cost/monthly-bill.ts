import { PRICES } from './prices.ts';
import type { StackCounts } from './count-stack.ts';

/** A measured close; each of its customers sent a notice, and half of them receive a credit. */
export type MeasuredClosing = {
  readonly customers: number;
  readonly credits: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly closing: { readonly cpuSeconds: number };
};

/** Assumptions about the operator. */
export const ASSUMPTIONS = {
  /** The share of customers that send a notice in a month; half of these receive a credit. */
  noticeShare: 0.1,
  /** Changes of alarms and of the status page in a month, for any number of customers. */
  events: 2000,
  /** The sizes of a customer's partition, of a revision, and of a statement with its page. */
  partitionKb: 4,
  revisionKb: 4,
  statementKb: 45,
  /** Custom metrics, counted by dimensions; each is assumed to be active every hour. */
  metrics: 30,
  /** The log of an invocation, including Lambda's own lines. */
  logKb: 1.5,
  /** The duration of an invocation at 512 MB; assessments are measured instead. */
  secondsPerInvocation: 0.15,
  /** Reads of a scheduled invocation, and of the sweep of a month without its reads of the lists. */
  readsPerInvocation: 6,
  readsPerSweep: 30,
  sweptMonths: 3,
} as const;

/** The memory of `assess-customers`, and of the other functions. */
const ASSESSMENT_GB = 1769 / 1024;
const OTHERS_GB = 0.5;
/** Lambda keeps five long polls of 20 seconds open on an idle queue. */
const EMPTY_POLLS_PER_MONTH = (5 * 730 * 3600) / 20;
const SWEEPS_PER_MONTH = 30;
const RECONCILIATIONS_PER_MONTH = 730 * 2;

/** US dollars a month by service. */
export type Bill = {
  readonly customers: number;
  readonly services: Readonly<Record<string, number>>;
  readonly total: number;
};

const dollars = (count: number, price: keyof typeof PRICES): number => count * PRICES[price].usd;

/** Returns the cost of a month: resources, a close with its events and notices, and a year's storage. */
export const billOf = (customers: number, measured: MeasuredClosing, stack: StackCounts): Bill => {
  const notices = customers * ASSUMPTIONS.noticeShare;
  const credits = notices / 2;
  const batches = Math.max(Math.min(4, notices), notices / 500);
  const { events, revisionKb } = ASSUMPTIONS;
  const readings = RECONCILIATIONS_PER_MONTH * stack.watched;
  const invocations = events + notices + batches + stack.scheduled;

  // A consistent read costs a unit for each 4 KB. A list entry has 120 bytes.
  const listUnits = (notices * 0.12) / 4;
  const reads =
    notices * Math.ceil(ASSUMPTIONS.partitionKb / 4) +
    batches * 3 +
    events * 3 +
    stack.scheduled * ASSUMPTIONS.readsPerInvocation +
    readings * 3 +
    SWEEPS_PER_MONTH * ASSUMPTIONS.sweptMonths * (ASSUMPTIONS.readsPerSweep + listUnits) +
    listUnits;
  // Write units: 4 for a notice (3 items, 1 list entry), and KB + 1 for a listed revision.
  // A published mark and a polled alarm take 1 each.
  const writes = notices * 4 + credits * (revisionKb + 2) + batches * 2 + events * 3 + readings;
  const monthsStored = 12;
  const storedGb = ((notices * 3 + credits * revisionKb + readings * 0.2) * monthsStored + customers) / 1e6;
  const statementsGb = (credits * ASSUMPTIONS.statementKb * monthsStored) / 1e6;
  const putsPerCredit = (measured.requests['S3 PUT'] ?? 0) / Math.max(1, measured.credits);
  const logsGb = (invocations * ASSUMPTIONS.logKb) / 1e6;
  const assessmentSeconds = (measured.closing.cpuSeconds / measured.customers) * notices;
  const services = {
    CloudWatch:
      dollars(stack.alarms, 'alarmMonth') +
      dollars(ASSUMPTIONS.metrics, 'metricMonth') +
      dollars(stack.dashboards, 'dashboardMonth') +
      dollars(logsGb, 'logsGb') +
      dollars(logsGb * 6, 'logsGbMonth') +
      dollars(readings * 2, 'cloudWatchCall'),
    DynamoDB:
      dollars(reads, 'dynamoReadUnit') +
      dollars(writes, 'dynamoWriteUnit') +
      dollars(storedGb, 'dynamoGbMonth') +
      dollars(storedGb, 'pointInTimeGbMonth'),
    // Sending, receiving and deleting, including the consumer's calls, and Lambda's empty polls.
    SQS:
      dollars(credits / 10 + credits * 2 + batches * 3 + stack.polled.fifo * EMPTY_POLLS_PER_MONTH, 'sqsFifo') +
      dollars(events * 3 + stack.polled.standard * EMPTY_POLLS_PER_MONTH, 'sqsStandard'),
    S3: dollars(credits * putsPerCredit, 's3Put') + dollars(statementsGb, 's3GbMonth'),
    Lambda:
      dollars(invocations, 'lambdaRequest') +
      dollars(
        assessmentSeconds * ASSESSMENT_GB + (invocations - batches) * ASSUMPTIONS.secondsPerInvocation * OTHERS_GB,
        'lambdaArmGbSecond',
      ),
    'API Gateway': dollars(notices, 'httpApiCall'),
    'EventBridge, Scheduler': dollars(events, 'awsEvent') + dollars(stack.scheduled, 'schedulerCall'),
    'X-Ray': dollars(invocations, 'xrayTrace'),
    'Secrets Manager': dollars(stack.secrets, 'secretMonth') + dollars(events, 'secretCall'),
  };
  return { customers, services, total: Object.values(services).reduce((sum, each) => sum + each, 0) };
};
