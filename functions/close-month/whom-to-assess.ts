import { basisOf, questionOf } from '../../shared/closing/basis.ts';
import { noticesThatMatter, policiesWithoutNotice, type Wanted } from '../../shared/closing/plan.ts';
import { monthsOf } from '../../shared/closing/whom.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Month } from '../../shared/domain/month.ts';
import { findClosed, type Run } from '../../shared/store/runs.ts';
import type { Table } from '../../shared/store/table.ts';
import type { CloseMonth } from './handler.ts';

/**
 * Whom a run assesses: whoever may be due a credit by what it goes by, and by what those of `earlier` went by that were not over at its
 * `asOf`. What such a run gave bears a later instant, so that the credit itself does not say whom to look at; if it should not have given
 * it, nothing else would.
 */
export const whomToAssess = async (
  context: CloseMonth,
  run: Run,
  months: readonly Month[],
  earlier: readonly (Run | undefined)[],
): Promise<Wanted> => {
  const { table, deployment } = context;
  const all = [...months];
  const policies = policiesWithoutNotice(deployment.config, basisOf(run));
  for (const other of earlier) {
    if (other === undefined || (await isOverBy(table, other, run.asOf))) continue;
    all.push(...(await monthsOf(context, questionOf(other))));
    policies.push(...policiesWithoutNotice(deployment.config, basisOf(other)));
  }
  return { received: noticesThatMatter(all, run.asOf), policies };
};

const isOverBy = async (table: Table, run: Run, at: Instant): Promise<boolean> => {
  const closed = await findClosed(table, run);
  return closed !== undefined && closed.closedAt <= at;
};
