import { Duration } from 'aws-cdk-lib';

/** Time limits of the functions. The visibility timeouts of their queues derive from them. */
export const TIMEOUT = {
  /** Ten alarm events need about thirty puts of 10 ms. Statuspage expects a response to a webhook within 30 s. */
  ingest: Duration.seconds(30),
  /** A hostile message of 1 MB takes two seconds to parse. */
  email: Duration.minutes(1),
  /** Up to 20 addresses, each with four puts and a request to SES of at most 40 MB. */
  mail: Duration.minutes(1),
  /** API Gateway's limit is 30 s; a record needs a few puts. */
  records: Duration.seconds(15),
  /** API Gateway's limit is 30 s. A page needs 200 Queries, 16 at a time; a preview evaluates its customers twice. */
  console: Duration.seconds(29),
  /**
   * A page without a response takes 98 s: 3 documents × (3 attempts × 10 s + 2.5 s of waits).
   * A hundred new incidents take about 40 s. The next poll is due after five minutes.
   */
  poll: Duration.minutes(4),
  /** An alarm needs two calls of 50 ms and some Queries, four alarms at a time. The next run is due after 30 minutes. */
  reconcile: Duration.minutes(10),
  /** Selects customers, a million in about 125 pages, and sends batches to the work queue. */
  closeMonth: Duration.minutes(5),
  /** One batch of customers: a Query and an evaluation each. */
  assessCustomers: Duration.minutes(2),
  /** Invoicing's limit for a batch of billing messages. A slower consumer must extend the visibility timeout. */
  invoicing: Duration.minutes(1),
  /** The check stops by itself after 12 minutes. The next one is due after an hour. */
  check: Duration.minutes(15),
} as const;
