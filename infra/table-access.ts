/** Patterns of the partition keys (`shared/persistence/keys.ts`) that a function may read, and under which it may add or update items. */
export type TableAccess = {
  readonly read: readonly string[];
  readonly append: readonly string[];
  readonly update?: readonly string[];
};

/** Facts of alarms, of providers, of components and of everything, which one evaluation of a month reads. */
const SHARED_FACTS = ['monitor#*', 'provider#*', 'component#*', 'all'];
/** Reasons to doubt the sources of a month. */
const SOURCE_ISSUES = ['finding#*', 'issue#*', 'incident#*'];
/** An evaluation of a customer's month. */
const EVALUATION = ['customer#*', 'run#*', ...SHARED_FACTS];
/** Evidence that a person records or retracts: also a retraction of a status or of an alarm's state. */
const EVIDENCE = ['customer#*', ...SHARED_FACTS, 'fact#*', 'payload#*', 'list#*', 'contact#*', 'unmatched#*'];
/** Notices and messages that match no customer. A sender is found by its contact and the customer's newest record. */
const NOTICE_DOOR = {
  read: ['contact#*', 'customer#*', 'delivery#*', 'unmatched#*', 'fact#notice#*', 'payload#*'],
  append: ['customer#*', 'delivery#*', 'unmatched#*', 'fact#notice#*', 'payload#*', 'list#notices#*', 'list#search#*'],
};
const STATUS_UPDATES = ['update#*', 'provider#*', 'fact#provider-status#*'];

/**
 * The access of each function to the table. The webhook is public, so its function reads and adds nothing but status updates.
 * Only functions that close a month write the partitions of runs.
 * `records`, `console` and `close-month` read the lists of customers and the activity.
 * Customers' partitions hold the ledger, and only `records`, `console`, `assess-customers` and the entry points for notices write them.
 */
export const TABLE_ACCESS: Readonly<Record<string, TableAccess>> = {
  'ingest-twilio': { read: STATUS_UPDATES, append: [...STATUS_UPDATES, 'incident#*', 'payload#*'] },
  'ingest-notices': NOTICE_DOOR,
  // It also records the receipts that it sends.
  'ingest-email': { read: [...NOTICE_DOOR.read, 'mail#*', 'mail-stops'], append: [...NOTICE_DOOR.append, 'mail#*'] },
  'mail-statements': { read: ['customer#*', 'mail#*', 'mail-stops'], append: ['mail#*'] },
  'record-mail-events': { read: [], append: ['mail-stops'] },
  'poll-twilio': {
    read: [...STATUS_UPDATES, 'all'],
    append: [...STATUS_UPDATES, 'finding#*', 'incident#*', 'payload#*'],
  },
  'ingest-cloudwatch': {
    read: ['update#*', 'fact#monitor-state#*', 'fact#exclusion#*', 'monitor#*', 'component#*'],
    append: [
      'update#*',
      'fact#monitor-state#*',
      'fact#exclusion#*',
      'monitor#*',
      'component#*',
      'issue#*',
      'payload#*',
    ],
  },
  'reconcile-alarms': {
    read: [
      'fact#monitor-state#*',
      'monitor#*',
      'all',
      'run#*',
      'watch#*',
      'unmatched#*',
      // A message that is the notice of an unknown customer waits until the customer has a record.
      'customer#*',
      'fact#notice#*',
      'provider#*',
      'issue#*',
      'provider-claim#*',
      'list#proposals#*',
    ],
    append: ['fact#monitor-state#*', 'monitor#*', 'payload#*', 'finding#*', 'reading#*', 'watch#*'],
  },
  'invoice-stripe': { read: ['customer#*', 'invoicing#*'], append: ['invoicing#*'] },
  'check-stripe': { read: ['customer#*', 'invoicing#*', 'list#credits#*'], append: ['invoicing#*'] },
  records: {
    read: [...EVALUATION, 'fact#*', 'list#*', 'unmatched#*', 'provider-claim#*', 'mail#*', 'mail-stops', 'invoicing#*'],
    append: [...EVIDENCE, 'provider-claim#*', 'mail-stops', 'invoicing#*'],
  },
  console: {
    read: [
      ...EVALUATION,
      ...SOURCE_ISSUES,
      'fact#*',
      'payload#*',
      'list#*',
      'unmatched#*',
      'provider-claim#*',
      'mail#*',
      'mail-stops',
      'invoicing#*',
    ],
    append: [...EVIDENCE, 'provider-claim#*', 'mail-stops', 'invoicing#*'],
  },
  'close-month': {
    read: ['run#*', ...SHARED_FACTS, ...SOURCE_ISSUES, 'reading#*', 'list#*'],
    append: ['run#*', 'list#activity#*'],
    update: ['run#*'],
  },
  'assess-customers': {
    read: [...EVALUATION, 'fact#*', 'payload#*'],
    append: ['customer#*', 'run#*', 'list#*'],
    update: ['run#*'],
  },
};
