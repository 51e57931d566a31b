import { customerPath } from '../../../shared/config/console-paths.ts';
import type { Fact, FactOf, Scope } from '../../../shared/domain/facts/facts.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import type { Interval } from '../../../shared/domain/time/intervals.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { alarmName, exclusionName, type Names, providerName } from '../../../shared/web/display-names.ts';
import { impactText } from '../../../shared/web/figures.ts';
import { factKindName } from '../../../shared/web/fact-kind-name.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Clock } from '../../../shared/web/page-clock.ts';
import { EXCLUSION_REASON_NAMES } from './form-definitions.ts';

/** Returns a fact's content in one line. */
export const factText = (fact: Fact, clock: Clock, names: Names): Html => {
  switch (fact.kind) {
    case 'monitor-state':
      return html`<span title="${fact.monitor}">${alarmName(fact.monitor)}</span>: <b>${fact.state}</b>`;
    case 'provider-status':
      return html`${providerName(names, `${fact.provider} ${fact.component}`)}:
        <b>${fact.status.replaceAll('_', ' ')}</b>`;
    case 'downtime':
      return html`${fact.component} was down until
      ${clock.moment(fact.end, fact.start)}${fact.impact === undefined ? '' : `, which affected ${impactText(fact.impact.written)}`}`;
    case 'maintenance':
      return html`for ${scopeText(fact.scope)} until ${clock.moment(fact.end, fact.start)}, announced
      ${clock.moment(fact.announcedAt, fact.start)}, requested by the ${fact.requestedBy}`;
    case 'exclusion':
      return html`${healthEventText(fact.id)}for ${scopeText(fact.scope)} until ${clock.moment(fact.end, fact.start)},
      reason: ${EXCLUSION_REASON_NAMES[fact.reason]}`;
    case 'notice':
      return html`<a href="${customerPath(fact.customer)}">${fact.customer}</a> recognised a downtime;
        ${fact.step ?? 'notice'} received ${clock.moment(fact.receivedAt, fact.recognizedAt)}${claimedText(fact)}`;
    case 'retraction':
      return html`of the ${factKindName(fact.of.kind).toLowerCase()} <span class="id">${fact.of.id}</span>:
        ${fact.reason}`;
  }
};

/** The service and the month that a notice names. */
const claimedText = ({ service, month }: FactOf<'notice'>): Html =>
  html`${service === undefined ? undefined : html`, for service <span class="id">${service}</span>`}${month === undefined ? '' : `, for ${monthName(month)}`}`;

/** The AWS service and region of an exclusion that comes from AWS Health. */
const healthEventText = (id: string): string => {
  const name = exclusionName(id, '');
  return name === '' ? '' : `${name}: `;
};

const scopeText = (scope: Scope): Html => {
  if ('all' in scope) return html`all components`;
  return 'component' in scope
    ? html`${scope.component}`
    : html`<a href="${customerPath(scope.customer)}">${scope.customer}</a>`;
};

/** Returns the time that a fact is about: one instant, or its period. A retraction is about the time of its recording. */
export const factInterval = (fact: Fact): Interval => {
  switch (fact.kind) {
    case 'monitor-state':
    case 'provider-status':
      return atInstant(fact.at);
    case 'notice':
      return atInstant(fact.recognizedAt);
    case 'retraction':
      return atInstant(fact.recordedAt ?? 0);
    default:
      return { start: fact.start, end: fact.end };
  }
};

const atInstant = (instant: Instant): Interval => ({ start: instant, end: instant });

/** Returns the instant by which facts are ordered. */
export const factTime = (fact: Fact): Instant => factInterval(fact).start;
