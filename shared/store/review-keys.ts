import { formatInstant, type Instant } from '../domain/instant.ts';
import { begunBy, between, type Key, key, part, type Stretch, upTo } from './keys.ts';

/** The keys of what is not a fact, but says how far the facts can be believed: findings, readings of alarms, issues of AWS. */

/** A finding is kept with what it is about, in order of time; the same one again is the same item. */
export const findingKey = (finding: { readonly subject: string; readonly at: Instant; readonly kind: string }): Key =>
  key(`finding#${finding.subject}`, `${formatInstant(finding.at)}#${finding.kind}`);
export const findingsIn = (subject: string, from: Instant, to: Instant): Stretch =>
  between(`finding#${subject}`, from, to);

/** Each time that an alarm's own account of itself was read. */
export const readingKey = (monitor: string, at: Instant): Key => key(`reading#${monitor}`, formatInstant(at));
export const readingsUpTo = (monitor: string, to: Instant): Stretch => upTo(`reading#${monitor}`, to);

/** What an event of AWS Health said last is the last of its versions; `LAMBDA/us-east-1` has all events about it. */
export const issueKey = (provided: string, event: string, at: Instant, word: 'open' | 'over'): Key =>
  key(`issue#${provided}`, `event#${part(event)}#${formatInstant(at)}#${word}`);
export const issuesOf = (provided: string): Stretch => begunBy(`issue#${provided}`, 'event');

/** Since when it is watched whether months are closed. */
export const watchKey: Key = key('watch#months', 'since');
