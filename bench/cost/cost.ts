import { PRICES } from './prices.ts';

/** Requests of a closing, as they were measured: fixed ones, those a customer that is looked at, and those a credit. */
export type Requests = {
  readonly customers: number;
  readonly credits: number;
  readonly requests: Readonly<Record<string, number>>;
};

/** What is supposed of the operator; the rest is measured or priced. */
export const SUPPOSED = {
  /** Of the customers, so many write in a month, and half of these are owed a credit. */
  writing: 0.1,
  /** Status changes of alarms and of the status page in a month, whatever the number of customers. */
  events: 2000,
  /** The size of a customer's partition as it is read, of a revision, and of a statement with its page, in KB. */
  partitionKb: 4,
  revisionKb: 4,
  statementKb: 30,
  /** Seconds of Lambda at 512 MB that a customer takes: most of it the third of a processor that 512 MB are. */
  secondsEach: 0.011,
  /** Alarms and metrics of the stack itself, a month. */
  alarms: 25,
  metrics: 20,
} as const;

/** Dollars a month by service. */
export type Bill = {
  readonly customers: number;
  readonly services: Readonly<Record<string, number>>;
  readonly total: number;
};

/** What a month costs with so many customers: one closing, the events and notices that led to it, and what is kept from a year of it. */
export const billOf = (customers: number, measured: Requests): Bill => {
  const writing = customers * SUPPOSED.writing;
  const credits = writing / 2;
  const each = (name: string): number => (measured.requests[name] ?? 0) / measured.customers;
  const chunks = Math.max(Math.min(16, writing), writing / 200);
  // Reads are consistent: a unit for each 4 KB. A chunk's own book-keeping is four small reads and two writes.
  const reads = writing * Math.ceil(SUPPOSED.partitionKb / 4) + chunks * 4 + SUPPOSED.events * 3;
  // A notice is three items, one of them in the index; a revision is its KB and an index entry; a mark is one.
  const writes = writing * 4 + credits * (SUPPOSED.revisionKb + 2) + chunks * 2 + SUPPOSED.events * 3;
  const year = 12;
  const storedGb = ((writing * 3 + credits * SUPPOSED.revisionKb) * year + customers) / 1e6;
  const statementsGb = (credits * SUPPOSED.statementKb * year) / 1e6;
  const puts = credits * Math.max(2, each('S3 PUT') * (measured.customers / Math.max(1, measured.credits)));
  const services = {
    DynamoDB:
      reads * PRICES.dynamoReadUnit +
      writes * PRICES.dynamoWriteUnit +
      storedGb * (PRICES.dynamoGbMonth + PRICES.pointInTimeGbMonth),
    S3: puts * PRICES.s3Put + statementsGb * PRICES.s3GbMonth,
    Lambda:
      (chunks + writing + SUPPOSED.events) * PRICES.lambdaRequest +
      (writing * SUPPOSED.secondsEach + (writing + SUPPOSED.events) * 0.05) * 0.5 * PRICES.lambdaArmGbSecond,
    // Sent, received and deleted; the consumer's part included.
    SQS: (credits / 10 + credits * 2 + chunks * 3) * PRICES.sqsFifo + SUPPOSED.events * 3 * PRICES.sqsStandard,
    'API Gateway': writing * 1e-6,
    CloudWatch:
      ((writing + SUPPOSED.events) * 1e-6 + chunks * 2e-6) * PRICES.logsGb +
      SUPPOSED.alarms * PRICES.alarmMonth +
      SUPPOSED.metrics * PRICES.metricMonth,
    'Secrets Manager': PRICES.secretMonth,
  };
  return { customers, services, total: Object.values(services).reduce((sum, dollars) => sum + dollars, 0) };
};
