import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { begunBy, keysBetween, type Key, itemKey, escapeSegment, type KeyRange, keysUpTo } from './keys.ts';

/** The keys of what is not a fact, but says how far the facts can be believed: findings, readings of alarms, issues of AWS. */

/** A finding is kept with what it is about, in order of time; the same one again is the same item. */
export const findingKey = (finding: { readonly subject: string; readonly at: Instant; readonly kind: string }): Key =>
  itemKey(`finding#${finding.subject}`, `${formatInstant(finding.at)}#${finding.kind}`);
export const findingsIn = (subject: string, from: Instant, to: Instant): KeyRange =>
  keysBetween(`finding#${subject}`, from, to);

/** Each time that an alarm's own account of itself was read. */
export const readingKey = (monitor: string, at: Instant): Key => itemKey(`reading#${monitor}`, formatInstant(at));
export const readingsUpTo = (monitor: string, to: Instant): KeyRange => keysUpTo(`reading#${monitor}`, to);

/** What an event of AWS Health said last is the last of its versions; `LAMBDA/us-east-1` has all events about it. */
export const issueKey = (provided: string, event: string, at: Instant, word: 'open' | 'over'): Key =>
  itemKey(`issue#${provided}`, `event#${escapeSegment(event)}#${formatInstant(at)}#${word}`);
export const issuesOf = (provided: string): KeyRange => begunBy(`issue#${provided}`, 'event');

/** Since when it is watched whether months are closed. */
export const watchKey: Key = itemKey('watch#months', 'since');
