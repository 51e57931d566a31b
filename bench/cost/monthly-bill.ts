import { PRICES } from './prices.ts';
import type { StackCounts } from './count-stack.ts';

/** A closing as it was measured: all of its customers wrote, and half of them are owed a credit. */
export type Requests = {
  readonly customers: number;
  readonly credits: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly closing: { readonly cpuSeconds: number };
};

/** What is supposed of the operator; the rest is measured, counted in the template, or priced. */
export const SUPPOSED = {
  /** Of the customers, so many write in a month, and half of these are owed a credit. */
  writing: 0.1,
  /** Status changes of alarms and of the status page in a month, whatever the number of customers. */
  events: 2000,
  /** The size of a customer's partition as it is read, of a revision, and of a statement with its page, in KB. */
  partitionKb: 4,
  revisionKb: 4,
  statementKb: 45,
  /** Metrics of the stack's own, each by what it is told apart by, as if each were told of in every hour. */
  metrics: 30,
  /** What an invocation writes into its log, in KB: Lambda's own lines, and ours. */
  logKb: 1.5,
  /** Seconds of Lambda at 512 MB that anything but an assessment takes. */
  secondsEach: 0.15,
  /** Small reads of a scheduled run, and of a sweep of one month without what it reads of the index. */
  readsARun: 6,
  readsASweep: 30,
  sweptMonths: 3,
} as const;

/** The memory of the function that assesses, and of the others, in GB. */
const ASSESSING_GB = 1769 / 1024;
const OTHERS_GB = 0.5;
/** Lambda asks an idle queue with five long polls of 20 seconds at a time. */
const EMPTY_POLLS = (5 * 730 * 3600) / 20;
const DAYS = 30;
const HALF_HOURS = 730 * 2;

/** Dollars a month by service. */
export type Bill = {
  readonly customers: number;
  readonly services: Readonly<Record<string, number>>;
  readonly total: number;
};

const dollars = (count: number, price: keyof typeof PRICES): number => count * PRICES[price].usd;

/** What a month costs with so many customers: all that the stack has, one closing, the events and notices that led to it, and what is kept from a year of it. */
export const billOf = (customers: number, measured: Requests, stack: StackCounts): Bill => {
  const writing = customers * SUPPOSED.writing;
  const credits = writing / 2;
  const chunks = Math.max(Math.min(4, writing), writing / 500);
  const { events, revisionKb } = SUPPOSED;
  const readings = HALF_HOURS * stack.watched;
  const invocations = events + writing + chunks + stack.scheduled;

  // Reads are consistent: a unit for each 4 KB. Those of the index are not: half a unit; 100 bytes an entry.
  const indexUnits = (writing * 0.1) / 4 / 2;
  const reads =
    writing * Math.ceil(SUPPOSED.partitionKb / 4) +
    chunks * 3 +
    events * 3 +
    stack.scheduled * SUPPOSED.readsARun +
    readings * 3 +
    DAYS * SUPPOSED.sweptMonths * (SUPPOSED.readsASweep + indexUnits) +
    indexUnits;
  // A notice is three items, one of them in the index; a revision is its KB and an index entry; a mark is one; a reading is one.
  const writes = writing * 4 + credits * (revisionKb + 2) + chunks * 2 + events * 3 + readings;
  const year = 12;
  const storedGb = ((writing * 3 + credits * revisionKb + readings * 0.2) * year + customers) / 1e6;
  const statementsGb = (credits * SUPPOSED.statementKb * year) / 1e6;
  const putsEach = (measured.requests['S3 PUT'] ?? 0) / Math.max(1, measured.credits);
  const logsGb = (invocations * SUPPOSED.logKb) / 1e6;
  const assessing = (measured.closing.cpuSeconds / measured.customers) * writing;
  const services = {
    CloudWatch:
      dollars(stack.alarms, 'alarmMonth') +
      dollars(SUPPOSED.metrics, 'metricMonth') +
      dollars(stack.dashboards, 'dashboardMonth') +
      dollars(logsGb, 'logsGb') +
      dollars(logsGb * 6, 'logsGbMonth') +
      dollars(readings * 2, 'cloudWatchCall'),
    DynamoDB:
      dollars(reads, 'dynamoReadUnit') +
      dollars(writes, 'dynamoWriteUnit') +
      dollars(storedGb, 'dynamoGbMonth') +
      dollars(storedGb, 'pointInTimeGbMonth'),
    // Sent, received and deleted, the consumer's part included; and Lambda's empty polls.
    SQS:
      dollars(credits / 10 + credits * 2 + chunks * 3 + stack.polled.fifo * EMPTY_POLLS, 'sqsFifo') +
      dollars(events * 3 + stack.polled.standard * EMPTY_POLLS, 'sqsStandard'),
    S3: dollars(credits * putsEach, 's3Put') + dollars(statementsGb, 's3GbMonth'),
    Lambda:
      dollars(invocations, 'lambdaRequest') +
      dollars(
        assessing * ASSESSING_GB + (invocations - chunks) * SUPPOSED.secondsEach * OTHERS_GB,
        'lambdaArmGbSecond',
      ),
    'API Gateway': dollars(writing, 'httpApiCall'),
    'EventBridge, Scheduler': dollars(events, 'awsEvent') + dollars(stack.scheduled, 'schedulerCall'),
    'X-Ray': dollars(invocations, 'xrayTrace'),
    'Secrets Manager': dollars(stack.secrets, 'secretMonth') + dollars(events, 'secretCall'),
  };
  return { customers, services, total: Object.values(services).reduce((sum, each) => sum + each, 0) };
};
