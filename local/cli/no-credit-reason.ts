import { AWS_PROVIDER } from '../../shared/config/sources.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { LocalDowntime, LocalStatement } from './local-answers.ts';
import { clock, date, howLong } from './text-layout.ts';

type Stretch = LocalStatement['explanation']['stretches'][number];

/** Labels of time that could have earned something, had it been noticed. */
const UNNOTICED = ['forfeited', 'pending'];

/**
 * Why a customer has no credit, in one line: about the downtime that it wrote of, or else the one that weighs most.
 * Read from the explanation of its statement alone; `config` gives the names of what third parties provide.
 */
export const noCreditReason = ({ explanation }: LocalStatement, config: Pick<Config, 'components'>): string => {
  const { downtimes, stretches, timeZone, credit } = explanation;
  const spent = (downtime: LocalDowntime): number => lasted(downtime, stretches, UNNOTICED);
  const noticed = longest(downtimes.filter(({ accruesFrom }) => accruesFrom !== null));
  if (credit.gated) return 'the availability that was promised was met';
  if (noticed !== undefined) {
    const creditable = lasted(noticed, stretches, ['downtime']);
    const said = when(noticed, timeZone);
    if (creditable === 0) return `${said}: ${setAside(noticed, stretches, config)}`;
    const from = clock(noticed.accruesFrom ?? noticed.start, timeZone);
    const longer = credit.rule.longerThanMs;
    const short = longer === undefined ? 'too short' : `not longer than ${howLong(longer)}`;
    return `${said}: recognised at ${from}, so ${howLong(creditable)} count, ${short}`;
  }
  const late = longest(downtimes.filter(({ forfeit }) => forfeit === 'late-notice'));
  if (late !== undefined) {
    const received = Math.min(...late.notices.map(({ receivedAt }) => receivedAt));
    const over = `${howLong(received - late.deadline)} after the deadline`;
    return `${when(late, timeZone)}: notice came on ${date(received, timeZone)}, ${over}`;
  }
  const pending = longest(downtimes.filter(({ forfeit }) => forfeit === 'pending'));
  if (pending !== undefined) {
    const until = `${date(pending.deadline, timeZone)} ${clock(pending.deadline, timeZone)}`;
    return `${when(pending, timeZone)}: notice may still come until ${until}`;
  }
  const unnoticed = downtimes.filter((downtime) => spent(downtime) > 0);
  if (unnoticed.length > 0) return `${listed(unnoticed, timeZone)}: no notice in writing`;
  const other = longest(downtimes.filter((downtime) => lasted(downtime, stretches, ASIDE) > 0));
  return other === undefined ? 'nothing was down' : `${when(other, timeZone)}: ${setAside(other, stretches, config)}`;
};

const ASIDE = ['holiday', 'weekend', 'maintenance', 'excused', 'unrecognized'];

const longest = (downtimes: readonly LocalDowntime[]): LocalDowntime | undefined =>
  downtimes.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];

const overlap = (a: Stretch, b: LocalDowntime): number =>
  Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));

/** How long a downtime was under one of `labels`, within the month. */
const lasted = (downtime: LocalDowntime, stretches: readonly Stretch[], labels: readonly string[]): number =>
  stretches.filter(({ label }) => labels.includes(label)).reduce((sum, stretch) => sum + overlap(stretch, downtime), 0);

/** `14 Oct 09:30 to 10:47`. */
const when = ({ start, end }: LocalDowntime, zone: string): string => {
  const day = (at: Instant): string => date(at, zone);
  const until = day(start) === day(end) ? clock(end, zone) : `${day(end)} ${clock(end, zone)}`;
  return `${day(start)} ${clock(start, zone)} to ${until}`;
};

const listed = (downtimes: readonly LocalDowntime[], zone: string): string => {
  const [first, ...others] = downtimes;
  if (first === undefined) return '';
  return others.length === 0 ? when(first, zone) : `${downtimes.length} downtimes, the first ${when(first, zone)}`;
};

/** What set most of a downtime aside. */
const setAside = (
  downtime: LocalDowntime,
  stretches: readonly Stretch[],
  config: Pick<Config, 'components'>,
): string => {
  const [most] = stretches
    .filter(({ label }) => ASIDE.includes(label))
    .toSorted((a, b) => overlap(b, downtime) - overlap(a, downtime));
  switch (most?.label) {
    case 'holiday':
      return 'a public holiday';
    case 'weekend':
      return 'a weekend';
    case 'maintenance':
    case 'excused':
      return excuse(most, config);
    case 'unrecognized':
      return 'over before it was recognised';
    default:
      return 'outside service time';
  }
};

/** The names by which facts are quoted: a change's, an exclusion's id; an AWS event's service and region. */
const HEALTH_EVENT = /^arn:[^:]+:health:([^:]+):[^:]*:event\/([^/]+)\//;

const excuse = ({ label, because }: Stretch, { components }: Pick<Config, 'components'>): string => {
  const reason = because.find(({ kind }) => ['provider-status', 'exclusion', 'maintenance'].includes(kind));
  const [fact = ''] = reason?.facts ?? [];
  if (reason?.kind === 'maintenance') return `in scheduled maintenance (${fact})`;
  if (reason?.kind === 'exclusion') {
    const [, region, service] = HEALTH_EVENT.exec(fact) ?? [];
    return service === undefined
      ? `excluded (${fact})`
      : `excused, ${AWS_PROVIDER.toUpperCase()} ${service} was out in ${region}`;
  }
  if (reason === undefined) return label;
  const [provider = '', code = ''] = reason.source.split(' ');
  const named = Object.values(components)
    .flatMap(({ dependsOn }) => dependsOn)
    .find((other) => other.provider === provider && other.component === code);
  return `excused, ${named?.name ?? code} of ${provider} was out`;
};
