import type { Component } from '../../../shared/domain/month/component-timeline.ts';
import type { Fact, Scope } from '../../../shared/domain/facts/facts.ts';
import type { Clock } from '../../../shared/web/page-clock.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { alarmName, exclusionName, type Names, providerName } from '../../../shared/web/display-names.ts';
import { REASONS } from './form-definitions.ts';
import { customerPath } from '../../../shared/config/console-paths.ts';

/** What a kind of fact is called. */
export const KIND_NAMES: Readonly<Record<Fact['kind'], string>> = {
  'monitor-state': 'Alarm',
  downtime: 'Declared downtime',
  'provider-status': 'Provider’s word',
  maintenance: 'Maintenance',
  exclusion: 'Exclusion',
  notice: 'Notice',
  retraction: 'Retraction',
};

/** What a fact says, in a line. */
export const factText = (fact: Fact, clock: Clock, names: Names): Html => {
  switch (fact.kind) {
    case 'monitor-state':
      return html`<span title="${fact.monitor}">${alarmName(fact.monitor)}</span> is in <b>${fact.state}</b>`;
    case 'provider-status':
      return html`${providerName(names, `${fact.provider} ${fact.component}`)}:
        <b>${fact.status.replaceAll('_', ' ')}</b>`;
    case 'downtime':
      return html`${fact.component} was down until ${clock.moment(fact.end, fact.start)}`;
    case 'maintenance':
      return html`of ${ofScope(fact.scope)} until ${clock.moment(fact.end, fact.start)}, announced
      ${clock.moment(fact.announcedAt, fact.start)}, wanted by the ${fact.requestedBy}`;
    case 'exclusion':
      return html`${issueOf(fact.id)}of ${ofScope(fact.scope)} until ${clock.moment(fact.end, fact.start)}, because of
      ${REASONS[fact.reason]}`;
    case 'notice':
      return html`<a href="${customerPath(fact.customer)}">${fact.customer}</a> recognised it then, and wrote
        ${clock.moment(fact.receivedAt, fact.recognizedAt)}`;
    case 'retraction':
      return html`of the ${KIND_NAMES[fact.of.kind].toLowerCase()} <span class="id">${fact.of.id}</span>: ${fact.reason}`;
  }
};

/** What AWS Health told of, where it is what an exclusion comes from. */
const issueOf = (id: string): string | undefined => {
  const name = exclusionName(id);
  return name.endsWith(id) ? undefined : `${name}: `;
};

const ofScope = (scope: Scope): Html => {
  if ('all' in scope) return html`everything`;
  return 'component' in scope
    ? html`${scope.component}`
    : html`<a href="${customerPath(scope.customer)}">${scope.customer}</a>`;
};

/** The instant that a fact tells of: what it is ordered by. */
export const factTime = (fact: Fact): number => {
  switch (fact.kind) {
    case 'monitor-state':
    case 'provider-status':
      return fact.at;
    case 'notice':
      return fact.recognizedAt;
    case 'retraction':
      return fact.recordedAt ?? 0;
    default:
      return fact.start;
  }
};

/** The components that a fact is about; all of them where it is about everything; none where it is about one customer. */
export const componentsTouched = (fact: Fact, components: readonly Component[]): string[] =>
  components
    .filter((component) => {
      if (fact.kind === 'monitor-state') return component.monitors.includes(fact.monitor);
      if (fact.kind === 'provider-status')
        return component.dependsOn.some((on) => on.provider === fact.provider && on.component === fact.component);
      if (fact.kind === 'downtime') return component.id === fact.component;
      if (fact.kind === 'maintenance' || fact.kind === 'exclusion')
        return 'all' in fact.scope || ('component' in fact.scope && fact.scope.component === component.id);
      return false;
    })
    .map(({ id }) => id);
