import { Duration } from 'aws-cdk-lib';

/** How long each function may take; the queues that feed them derive how long a message stays invisible. */
export const TIMEOUT = {
  /** A batch of ten alarm events is about thirty conditional puts of 10 ms; a Statuspage webhook must be answered within 30 s. */
  ingest: Duration.seconds(30),
  /** API Gateway gives up after 30 s; a record is a few puts. */
  records: Duration.seconds(15),
  /** Reads the index of whom to assess, 16 shards, and puts chunks on the work queue. */
  closeMonth: Duration.minutes(5),
  /** One chunk of customers: a Query and an evaluation each. */
  assessCustomers: Duration.minutes(2),
  /** What invoicing may take for a batch of billing messages; a consumer that needs longer extends the visibility itself. */
  invoicing: Duration.minutes(1),
} as const;
