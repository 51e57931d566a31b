import type { InvalidInput } from '../lib/validation.ts';

/** Names of the metrics. */
export type MetricName =
  | 'FactsRecorded'
  | 'FactsKnown'
  | 'FactsConflicting'
  | 'FactLag'
  | 'AlarmsIgnored'
  | 'PayloadsRefused'
  | 'CustomersAssessed'
  | 'CustomersBlocked'
  | 'CreditsRecorded'
  | 'CreditedMinor'
  | 'MonthsClosed'
  | 'MonthsOverdue'
  | 'RunDuration'
  | 'PollsSucceeded'
  | 'PollsFailed'
  | 'StatusesDiffering'
  | 'AlarmsReconciled'
  | 'TransitionsRecovered'
  | 'ReconciliationsCompleted'
  | 'MessagesUnmatched'
  | 'MessagesWaiting'
  | 'ApprovalsWaiting'
  | 'ReceiptsSent'
  | 'MailRejected'
  | 'StatementsMailed'
  | 'MailBounced'
  | 'MailSandboxed'
  | 'ProviderClaimsDue'
  | 'CreditsBooked'
  | 'CreditsInReview'
  | 'CreditsDiffering'
  | 'InvoiceChecksCompleted'
  | 'CreditsDelivered'
  | 'DeliveriesFailed';

/** Metrics and logs of a function. Never log text of a customer. */
export type Telemetry = {
  /** Adds to a metric: 1, or the measured amount. `dimensions` come beside the stage, such as `{page: 'twilio'}`. */
  readonly count: (metric: MetricName, amount?: number, dimensions?: Readonly<Record<string, string>>) => void;
  /** Counts and logs an invalid payload of an entry point. */
  readonly rejected: (door: string, error: InvalidInput) => void;
  readonly note: (message: string, details?: Readonly<Record<string, unknown>>) => void;
};
