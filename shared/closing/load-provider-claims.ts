import type { Config } from '../config/config.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { loadClaimMarks } from '../persistence/claim-marks.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';
import { loadProviderIncidents } from '../persistence/source-health.ts';
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
  const providerComponents = Object.entries(config.providers).flatMap(([provider, { sla }]) =>
    Object.values(sla?.services ?? {}).flatMap(({ components }) =>
      components.map((component) => ({ provider, component })),
    ),
  );
  if (providerComponents.length === 0) return [];
  const { start } = monthInterval(month, config.closing.timeZone);
  const subjects = { monitors: [], providerComponents, components: [] };
  const facts = await loadSharedFacts(table, subjects, { from: start - BEFORE_MS, to: asOf }, asOf);
  const marks = await loadClaimMarks(table, month, asOf);
  return providerClaims({ config, month, asOf, facts, marks, ...(downtime === undefined ? {} : { downtime }) });
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
    const incidents = await loadProviderIncidents(table, claim.provider, interval, asOf);
    const url = config.providers[claim.provider]?.statusPage.url.replace(/\/+$/, '') ?? '';
    const links = incidents.map(({ incident, name }) => `${url}/incidents/${incident} (${name})`);
    drafted.push({ claim, text: draftProviderClaim(claim, links) });
  }
  return drafted;
};
