import type { Config } from '../config/config.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { loadClaimMarks } from '../persistence/claim-marks.ts';
import { AWS_PROVIDER, MULTIPLE_SERVICES, slaComponentsOf, statusPagesOf } from '../config/sources.ts';
import type { Interval } from '../domain/time/intervals.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';
import { type HealthIssue, loadHealthIssues, loadProviderIncidents } from '../persistence/source-health.ts';
import { draftProviderClaim } from './draft-provider-claim.ts';
import { type ProviderClaim, type ProviderClaimInput, providerClaims } from './provider-claims.ts';
import type { MonthReaderContext } from './select-customers.ts';

/** Outages are read from this long before a month, since one may have begun earlier. */
const BEFORE_MS = 62 * DAY_MS;

type ClaimConfig = ProviderClaimInput['config'] & Pick<Config, 'closing'>;

/** Loads the claims of a month against providers, without the downtime that the outages caused. Reads nothing if no provider has an SLA. */
export const loadProviderClaims = async (
  table: Table,
  config: ClaimConfig,
  month: string,
  asOf: Instant,
  downtime?: ProviderClaimInput['downtime'],
): Promise<ProviderClaim[]> => {
  const providerComponents = statusPagesOf(config).flatMap(({ provider }) =>
    slaComponentsOf(config, provider).map((component) => ({ provider, component })),
  );
  const services = slaComponentsOf(config, AWS_PROVIDER);
  if (providerComponents.length + services.length === 0) return [];
  const { start } = monthInterval(month, config.closing.timeZone);
  const subjects = { monitors: [], providerComponents, components: [] };
  const facts = await loadSharedFacts(table, subjects, { from: start - BEFORE_MS, to: asOf }, asOf);
  const issues = await loadIssues(table, services, asOf);
  const marks = await loadClaimMarks(table, month, asOf);
  return providerClaims({ config, month, asOf, facts, issues, marks, ...(downtime === undefined ? {} : { downtime }) });
};

/** Returns the issues of each service of AWS, also those of several services of its region. */
const loadIssues = async (
  table: Table,
  services: readonly string[],
  asOf: Instant,
): Promise<ReadonlyMap<string, readonly HealthIssue[]>> => {
  const issues = new Map<string, readonly HealthIssue[]>();
  for (const service of new Set(services)) {
    const ofRegion = `${MULTIPLE_SERVICES}/${service.split('/')[1]}`;
    issues.set(service, [
      ...(await loadHealthIssues(table, service, asOf)),
      ...(await loadHealthIssues(table, ofRegion, asOf)),
    ]);
  }
  return issues;
};

/** A claim with the text to send. */
export type DraftedClaim = { readonly claim: ProviderClaim; readonly text: string };

/** Loads the claims of a month, with the downtime that the outages caused, and drafts their texts. */
export const loadDraftedClaims = async (
  { table, deployment: { config }, monthOf }: MonthReaderContext,
  month: string,
  asOf: Instant,
): Promise<DraftedClaim[]> => {
  const own = await monthOf({ policy: config.defaultPolicy, month, asOf });
  const downtime = new Map([...own.timelines].map(([id, timeline]) => [id, timeline.downtime]));
  const claims = await loadProviderClaims(table, config, month, asOf, downtime);
  const interval = monthInterval(month, config.closing.timeZone);
  const drafted: DraftedClaim[] = [];
  for (const claim of claims) {
    const links =
      claim.provider === AWS_PROVIDER
        ? issueLinks(claim, await loadIssues(table, claim.components, asOf))
        : await incidentLinks(table, config, claim, interval, asOf);
    drafted.push({ claim, text: draftProviderClaim(claim, links) });
  }
  return drafted;
};

const incidentLinks = async (
  table: Table,
  config: ClaimConfig,
  { provider, outages }: ProviderClaim,
  interval: Interval,
  asOf: Instant,
): Promise<string[]> => {
  const incidents = await loadProviderIncidents(table, provider, interval, asOf);
  const url = config.providers[provider]?.statusPage?.url.replace(/\/+$/, '') ?? '';
  return incidents
    .filter(({ start, end = asOf }) => overlapsOne(outages, { start, end }))
    .map(({ incident, name }) => `${url}/incidents/${incident} (${name})`);
};

/** The page of AWS Health that shows a public event. */
const HEALTH_PAGE = 'https://health.aws.amazon.com/health/status?eventID=';

const issueLinks = ({ outages }: ProviderClaim, issues: ReadonlyMap<string, readonly HealthIssue[]>): string[] => {
  const counted = [...issues.values()]
    .flat()
    .filter(
      ({ start, end, limitedTo }) =>
        limitedTo === undefined && overlapsOne(outages, { start, end: end ?? Number.POSITIVE_INFINITY }),
    );
  return [...new Set(counted.map(({ event, provided }) => `${HEALTH_PAGE}${event} (${provided})`))];
};

const overlapsOne = (outages: readonly Interval[], { start, end }: Interval): boolean =>
  outages.some((outage) => outage.start < end && start < outage.end);
