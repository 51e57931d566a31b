import { AWS_PROVIDER } from '../config/sources.ts';
import { formatMinor } from '../domain/money/currency.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { Interval } from '../domain/time/intervals.ts';
import { monthName } from '../lib/month-name.ts';
import type { ProviderClaim } from './provider-claims.ts';

/** Returns the text of a claim for a person to send. */
export const draftProviderClaim = (
  { provider, service, month, components, currency, fullMinor, outages, caused }: ProviderClaim,
  links: readonly string[],
): string =>
  [
    `We request the service credit of ${formatMinor(fullMinor, currency)} for ${service} in ${monthName(month)} under your SLA.`,
    provider === AWS_PROVIDER
      ? `AWS Health reported these outages of ${components.join(', ')} (UTC):`
      : 'Your status page reported these outages (UTC):',
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
