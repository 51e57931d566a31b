import { componentsOf } from '../../shared/closing/load-month.ts';
import { AWS_PROVIDER } from '../../shared/config/sources.ts';
import type { FactGroup } from './pages/facts-page.ts';
import { factTime } from './pages/fact-text.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { factsAbout, type FactSubject } from '../../shared/persistence/facts-about.ts';
import type { ApiContext } from '../../shared/api/context.ts';

/** How many facts of a component are listed, and how many components are read at once. */
const LISTED = 60;
const AT_ONCE = 8;

/** The facts of a month by component, with its alarms and whom it depends on, the latest first; those of everything first of all. */
export const factGroups = async (
  { table, deployment }: Pick<ApiContext, 'table' | 'deployment'>,
  month: string,
  only?: readonly string[],
): Promise<FactGroup[]> => {
  const span = monthInterval(month, deployment.config.closing.timeZone);
  const components = componentsOf(deployment)
    .filter(({ id }) => only === undefined || only.includes(id))
    .map(({ id, monitors, dependsOn }): { title: string; subjects: FactSubject[] } => ({
      title: id,
      subjects: [
        { own: id },
        ...monitors.map((monitor) => ({ monitor })),
        ...dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER),
      ],
    }));
  const all: { title: string; subjects: FactSubject[] } = { title: 'everything', subjects: ['all'] };
  return mapConcurrently(AT_ONCE, [all, ...components], async ({ title, subjects }) => {
    const lists = await Promise.all(subjects.map((subject) => factsAbout(table, subject, span, LISTED)));
    const facts = lists.flatMap((list) => list.facts).toSorted((a, b) => factTime(b.kept.fact) - factTime(a.kept.fact));
    return {
      title,
      isAll: subjects.includes('all'),
      facts: facts.slice(0, LISTED),
      more: facts.length > LISTED || lists.some(({ more }) => more),
    };
  });
};
