import type { Config } from '../config.ts';
import type { Assessment } from '../domain/assessment.ts';
import { formatInstant } from '../domain/instant.ts';
import { ifNoticed } from '../domain/if-noticed.ts';
import { type Figures, figuresOf } from '../domain/statement.ts';
import type { Unmatched } from '../pages/evidence.ts';
import { namesOf } from '../pages/names.ts';
import { type Said, saidOf } from '../pages/said.ts';
import { statementPage, type StatementPage } from '../pages/statement-page.ts';
import { Rejected } from '../rejected.ts';
import type { LoadedCustomer } from '../store/customer-partition.ts';
import type { CustomerMonth } from './customer-month.ts';

type Assessed = Extract<CustomerMonth, { kind: 'assessed' }>;

type Wanted = Pick<StatementPage, 'revisions' | 'stored' | 'factHref'> & {
  readonly loaded: Pick<LoadedCustomer, 'records'>;
  readonly config: Pick<Config, 'components' | 'providers'>;
  /**
   * What was said beside facts that are not the customer's own: `sharedWords`.
   * @default nothing is quoted of them
   */
  readonly shared?: Said;
};

/** The page of a customer's month, from what the closing has at hand. `revisions`: the last is the one that the page is of. */
export const customerPage = (
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
    said: { ...shared, ...saidOf(loaded.records) },
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
    return figuresOf(ifNoticed(assessment));
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
};
