import { monthReader } from '../../../shared/closing/load-month.ts';
import { type ProviderClaim, providerClaims } from '../../../shared/closing/provider-claims.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Interval } from '../../../shared/domain/time/intervals.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import { loadProviderIncidents } from '../../../shared/persistence/source-health.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { bold, dim, terminalWidth } from '../terminal.ts';
import { hangingText } from '../text-layout.ts';
import { zonedTime } from './describe-run.ts';
import type { CommandResult, Stage } from './stage.ts';

/** Outages are read from this long before a month, since one may have begun earlier. */
const BEFORE_MS = 62 * DAY_MS;

/** Lists the claims of a month against providers with an SLA, each with a drafted text. */
export const providerClaimsCommand = async (
  { table, deployment, config, now }: Stage,
  month: string,
): Promise<CommandResult> => {
  const asOf = now();
  const { start, end } = monthInterval(month, config.closing.timeZone);
  const providerComponents = Object.entries(config.providers).flatMap(([provider, { sla }]) =>
    Object.values(sla?.services ?? {}).flatMap(({ components }) =>
      components.map((component) => ({ provider, component })),
    ),
  );
  const subjects = { monitors: [], providerComponents, components: [] };
  const facts = await loadSharedFacts(table, subjects, { from: start - BEFORE_MS, to: asOf }, asOf);
  const own = await monthReader(table, deployment)({ policy: config.defaultPolicy, month, asOf });
  const downtime = new Map([...own.timelines].map(([id, timeline]) => [id, timeline.downtime]));
  const claims = providerClaims({ config, month, asOf, facts, downtime });
  const links = new Map<string, readonly string[]>();
  for (const { provider } of claims) {
    const incidents = await loadProviderIncidents(table, provider, { start, end }, asOf);
    const url = config.providers[provider]?.statusPage.url.replace(/\/+$/, '') ?? '';
    links.set(
      provider,
      incidents.map(({ incident, name }) => `${url}/incidents/${incident} (${name})`),
    );
  }
  const drafts = claims.map((claim) => ({ claim, text: draftText(claim, links.get(claim.provider) ?? []) }));
  return {
    json: drafts.map(({ claim: { outages, caused, deadline, ...claim }, text }) => ({
      ...claim,
      deadline: deadline === undefined ? null : formatInstant(deadline),
      outages: outages.map(intervalJson),
      caused: caused.map(({ component, intervals }) => ({ component, intervals: intervals.map(intervalJson) })),
      text,
    })),
    text:
      drafts.length === 0
        ? [`No claim against a provider in ${monthName(month)}`]
        : drafts.flatMap(({ claim, text }) => claimLines(claim, text, config.closing.timeZone)),
  };
};

const intervalJson = ({ start, end }: Interval) => ({ start: formatInstant(start), end: formatInstant(end) });

const claimLines = (claim: ProviderClaim, text: string, timeZone: string): string[] => [
  bold(
    `${claim.provider}, ${claim.service}, ${monthName(claim.month)}: ${formatMinor(claim.amountMinor, claim.currency)}`,
  ),
  dim(
    claim.deadline === undefined
      ? `policy ${claim.policy}; ${claim.amountMinor < claim.fullMinor ? 'the deadline has passed' : 'no deadline'}`
      : `policy ${claim.policy}; claim until ${zonedTime(claim.deadline, timeZone)}`,
  ),
  ...text.split('\n').map((line) => hangingText('  ', line, terminalWidth())),
  '',
];

/** Returns the text of a claim for a person to send. */
const draftText = (
  { service, month, currency, fullMinor, outages, caused }: ProviderClaim,
  links: readonly string[],
): string =>
  [
    `We request the service credit of ${formatMinor(fullMinor, currency)} for ${service} in ${monthName(month)} under your SLA.`,
    'Your status page reported these outages (UTC):',
    ...outages.map((outage) => `- ${spanText(outage)}`),
    ...(links.length === 0 ? [] : ['Incidents:', ...links.map((link) => `- ${link}`)]),
    ...(caused.length === 0 ? [] : ['Our own monitoring measured this downtime during them (UTC):']),
    ...caused.flatMap(({ component, intervals }) =>
      intervals.map((interval) => `- ${component}: ${spanText(interval)}`),
    ),
  ].join('\n');

const MINUTE_TEXT = '2026-10-14T17:00'.length;

const spanText = ({ start, end }: Interval): string =>
  `${formatInstant(start).slice(0, MINUTE_TEXT).replace('T', ' ')} to ${formatInstant(end).slice(0, MINUTE_TEXT).replace('T', ' ')}, ${Math.round((end - start) / 60_000)} min`;
