import type { Config } from '../config.ts';
import type { Assessment } from '../domain/assessment.ts';
import { ifNoticed } from '../domain/if-noticed.ts';
import { type Figures, figuresOf } from '../domain/statement.ts';
import { type Said, saidOf } from '../pages/evidence.ts';
import { namesOf } from '../pages/names.ts';
import { statementPage, type StatementPage } from '../pages/statement-page.ts';
import { Rejected } from '../rejected.ts';
import type { LoadedCustomer } from '../store/customer-partition.ts';
import type { CustomerMonth } from './customer-month.ts';

type Assessed = Extract<CustomerMonth, { kind: 'assessed' }>;

type Wanted = Pick<StatementPage, 'revisions' | 'stored'> & {
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
  { statement, profile, assessment }: Assessed,
  { loaded, config, revisions, stored, shared = {} }: Wanted,
): string =>
  statementPage({
    statement,
    customerName: profile.name,
    revisions,
    ifNoticed: figuresIfNoticed(assessment),
    names: namesOf(config),
    said: { ...shared, ...saidOf(loaded.records) },
    ...(stored === undefined ? {} : { stored }),
  });

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
