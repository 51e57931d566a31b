import type { Config } from '../config/config.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { withFullNotice } from '../domain/month/with-full-notice.ts';
import { type Figures, figuresOf } from '../domain/statement/statement.ts';
import type { Unmatched } from '../web/evidence-section.ts';
import { namesOf } from '../web/display-names.ts';
import { type Annotations, annotationsOf } from '../web/annotations.ts';
import { statementPage, type StatementPage } from '../web/statement-page.ts';
import { InvalidInput } from '../lib/validation.ts';
import type { LoadedCustomer } from '../persistence/load-customer.ts';
import type { CustomerMonthEvaluation } from './evaluate-customer-month.ts';

type Assessed = Extract<CustomerMonthEvaluation, { kind: 'assessed' }>;

type Wanted = Pick<StatementPage, 'revisions' | 'stored' | 'factHref'> & {
  readonly loaded: Pick<LoadedCustomer, 'records'>;
  readonly config: Pick<Config, 'components' | 'providers'>;
  /**
   * What was said beside facts that are not the customer's own: `sharedWords`.
   * @default nothing is quoted of them
   */
  readonly shared?: Annotations;
};

/** The page of a customer's month, from what the closing has at hand. `revisions`: the last is the one that the page is of. */
export const renderStatement = (
  { statement, profile, assessment, attention }: Assessed,
  { loaded, config, revisions, factHref, stored, shared = {} }: Wanted,
): string =>
  statementPage({
    statement,
    customerName: profile.name,
    revisions,
    ifNoticed: figuresIfNoticed(assessment),
    unmatched: unmatchedOf(attention, loaded.records),
    names: namesOf(config),
    factHref,
    said: { ...shared, ...annotationsOf(loaded.records) },
    ...(stored === undefined ? {} : { stored }),
  });

/** The notices that a person is asked to look at since nothing saw their downtime, in order of time. */
const unmatchedOf = (attention: Assessed['attention'], records: LoadedCustomer['records']): Unmatched[] => {
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

/** The figures had notice of everything come at once; undefined where the policy asks for none, or they are beyond what JSON carries. */
export const figuresIfNoticed = (assessment: Assessment): Figures | undefined => {
  if (!assessment.month.policy.notice.required) return undefined;
  try {
    return figuresOf(withFullNotice(assessment));
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};
