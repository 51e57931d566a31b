import type { Fact } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Fault } from '../lib/validation.ts';
import { DAY_MS } from '../lib/time-units.ts';

/** Days around now within which people record evidence: claims of a year ago, and maintenance planned a year ahead. */
const NEAR_DAYS = 366;

/**
 * Returns the instants of a fact that are more than a year from now: probably a mistyped year. They are valid, so people confirm them;
 * programs are not asked.
 */
export const farInstants = (fact: Fact, now: Instant): Fault[] => farDates(instantsOf(fact), now);

type NamedInstant = { readonly name: string; readonly at: Instant };

/** Returns those of some named instants that are more than a year from now. */
export const farDates = (instants: readonly NamedInstant[], now: Instant): Fault[] =>
  instants
    .filter(({ at }) => Math.abs(at - now) > NEAR_DAYS * DAY_MS)
    .map(({ name, at }) => ({
      at: name,
      rule: at < now ? 'more than a year ago' : 'more than a year ahead',
      value: formatInstant(at),
    }));

const instantsOf = (fact: Fact): NamedInstant[] =>
  Object.entries<unknown>({ ...fact })
    .filter(([name]) => INSTANTS.has(name))
    .flatMap(([name, at]) => (typeof at === 'number' ? [{ name, at }] : []));

const INSTANTS: ReadonlySet<string> = new Set(['start', 'end', 'recognizedAt', 'receivedAt', 'announcedAt', 'at']);
