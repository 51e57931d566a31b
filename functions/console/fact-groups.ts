import type { ApiContext } from '../../shared/api/context.ts';
import { componentsOf } from '../../shared/closing/load-month.ts';
import { AWS_PROVIDER } from '../../shared/config/sources.ts';
import type { Fact } from '../../shared/domain/facts/facts.ts';
import type { Component } from '../../shared/domain/month/component-timeline.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { factsAbout, type FactSubject } from '../../shared/persistence/facts-about.ts';
import { factTime } from './pages/fact-text.ts';
import type { FactGroup } from './pages/facts-page.ts';

const GROUP_FACTS_MAX = 60;
const GROUP_READS_MAX = 8;

/**
 * Reads the facts of a month by component, with its alarms and dependencies. The first group is about all components, and each group
 * has its latest fact first. `only`: the components to read.
 */
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
        ...monitors.map(({ monitor }) => ({ monitor })),
        ...dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER),
      ],
    }));
  const all: { title: string; subjects: FactSubject[] } = { title: 'All components', subjects: ['all'] };
  return mapConcurrently(GROUP_READS_MAX, [all, ...components], async ({ title, subjects }) => {
    const lists = await Promise.all(subjects.map((subject) => factsAbout(table, subject, span, GROUP_FACTS_MAX)));
    const facts = lists.flatMap((list) => list.facts).toSorted((a, b) => factTime(b.kept.fact) - factTime(a.kept.fact));
    return {
      title,
      isAll: subjects.includes('all'),
      facts: facts.slice(0, GROUP_FACTS_MAX),
      more: facts.length > GROUP_FACTS_MAX || lists.some(({ more }) => more),
    };
  });
};

/** Returns the components that a fact is about; none for a fact about one customer. */
export const componentsOfFact = (fact: Fact, components: readonly Component[]): string[] =>
  components
    .filter((component) => {
      if (fact.kind === 'monitor-state') return component.monitors.some(({ monitor }) => monitor === fact.monitor);
      if (fact.kind === 'provider-status')
        return component.dependsOn.some((on) => on.provider === fact.provider && on.component === fact.component);
      if (fact.kind === 'downtime') return component.id === fact.component;
      if (fact.kind === 'maintenance' || fact.kind === 'exclusion')
        return 'all' in fact.scope || ('component' in fact.scope && fact.scope.component === component.id);
      return false;
    })
    .map(({ id }) => id);
