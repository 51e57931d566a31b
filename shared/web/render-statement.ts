import type { Config } from '../config/config.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import { figuresIfNoticed } from '../domain/statement/figures-if-noticed.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { LoadedCustomer } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { namesOf } from './display-names.ts';
import type { UnmatchedNotice } from './evidence-section.ts';
import { statementPage, type StatementPage } from './statement-page.ts';

/** An assessed month of a customer. */
type AssessedMonth = {
  readonly statement: Statement;
  readonly profile: { readonly name: string };
  readonly assessment: Assessment;
  readonly attention: readonly ReviewItem[];
};

type StatementRendering = Pick<StatementPage, 'revisions' | 'stored' | 'factHref' | 'frame' | 'annotations'> & {
  readonly loaded: Pick<LoadedCustomer, 'records'>;
  readonly config: Pick<Config, 'components' | 'providers'>;
};

/** Returns the page of a customer's month. The last of `revisions` is the one that the page shows. */
export const renderStatement = (
  { statement, profile, assessment, attention }: AssessedMonth,
  { loaded, config, revisions, factHref, stored, frame, annotations = {} }: StatementRendering,
): string =>
  statementPage({
    statement,
    customerName: profile.name,
    revisions,
    ifNoticed: figuresIfNoticed(assessment),
    unmatched: unmatchedNotices(attention, loaded.records),
    names: namesOf(config),
    factHref,
    annotations,
    frame,
    ...(stored === undefined ? {} : { stored }),
  });

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
