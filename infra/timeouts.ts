import { Duration } from 'aws-cdk-lib';

/** How long each function may take; the queues that feed them derive how long a message stays invisible. */
export const TIMEOUT = {
  /** A batch of ten alarm events is about thirty conditional puts of 10 ms; a Statuspage webhook must be answered within 30 s. */
  ingest: Duration.seconds(30),
  /** API Gateway gives up after 30 s; a record is a few puts. */
  records: Duration.seconds(15),
  /** API Gateway gives up after 30 s; a page of 200 customers is as many Queries, 16 at once, and an effect evaluates them twice. */
  console: Duration.seconds(29),
  /**
   * A page that answers nothing takes 98 s = 3 documents × (3 tries × 10 s + 2.5 s of waits); one that tells of a hundred incidents for
   * the first time some 40 s. The next poll is due after five minutes.
   */
  poll: Duration.minutes(4),
  /** An alarm is two calls of 50 ms and some Queries, four alarms at once: hundreds of them; the next reading is due after 30 minutes. */
  reconcile: Duration.minutes(10),
  /** Reads the index of whom to assess, a million in some 125 pages, and puts chunks on the work queue. */
  closeMonth: Duration.minutes(5),
  /** One chunk of customers: a Query and an evaluation each. */
  assessCustomers: Duration.minutes(2),
  /** What invoicing may take for a batch of billing messages; a consumer that needs longer extends the visibility itself. */
  invoicing: Duration.minutes(1),
} as const;
