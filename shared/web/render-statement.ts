import type { Config } from '../config/config.ts';
import { noticeAddress } from '../config/notice-doors.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { figuresIfNoticed } from '../domain/statement/figures-if-noticed.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { LoadedCustomer } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { namesOf } from './display-names.ts';
import type { UnmatchedNotice } from './evidence-section.ts';
import { statementPage, type StatementPage } from './statement-page.ts';

/** An assessed month of a customer. */
type AssessedMonth = {
  readonly customerMonth: CustomerMonth;
  /** One for each statement, in the same order. */
  readonly assessments: readonly Assessment[];
  readonly record: NamedRecord;
  readonly attention: readonly ReviewItem[];
};

type NamedRecord = {
  readonly name: string;
  readonly noticeToken?: string | undefined;
  readonly services?: readonly { readonly id: string; readonly name?: string | undefined }[] | undefined;
};

type StatementRendering = Pick<StatementPage, 'revisions' | 'stored' | 'factHref' | 'frame' | 'annotations'> & {
  readonly loaded: Pick<LoadedCustomer, 'records'>;
  readonly config: Pick<Config, 'components' | 'providers' | 'statements' | 'notices'>;
  /**
   * Whether the page compares the figures with those if every downtime had been notified at its start. Operators' pages do.
   * @default the configuration's `statements.fullNotice`, or false
   */
  readonly comparesFullNotice?: boolean;
};

/** Returns the page of a customer's month. The last of `revisions` is the one that the page shows. */
export const renderStatement = (
  { customerMonth, assessments, record, attention }: AssessedMonth,
  { loaded, config, comparesFullNotice = config.statements?.fullNotice ?? false, ...rest }: StatementRendering,
): string =>
  statementPage({
    ...rest,
    customerMonth,
    policies: assessments.map(({ month: { policy } }) => policy),
    customerName: record.name,
    serviceNames: serviceNamesOf(record),
    ifNoticed: comparesFullNotice ? assessments.map(figuresIfNoticed) : undefined,
    unmatched: unmatchedNotices(attention, loaded.records),
    names: namesOf(config),
    noticePlace: {
      address: noticeAddress(config.notices ?? {}, record.noticeToken),
      isOwn: record.noticeToken !== undefined,
    },
  });

/** Returns the names of a record's services by id. */
const serviceNamesOf = ({ services = [] }: NamedRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(services.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name]])));

/** Returns the notices that match no downtime, in order of time. */
const unmatchedNotices = (attention: readonly ReviewItem[], records: LoadedCustomer['records']): UnmatchedNotice[] => {
  const ids = new Set(attention.flatMap(({ kind, subject }) => (kind === 'notice-without-downtime' ? [subject] : [])));
  return records
    .flatMap(({ fact }) => (fact.kind === 'notice' && ids.has(fact.id) ? [fact] : []))
    .toSorted((a, b) => a.recognizedAt - b.recognizedAt)
    .map(({ id, recognizedAt, receivedAt }) => ({
      id,
      recognizedAt: formatInstant(recognizedAt),
      receivedAt: formatInstant(receivedAt),
    }));
};
