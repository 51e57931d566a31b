/** What a person should look at, by kind, in words; the subject and the note follow. */
const KINDS: Readonly<Record<string, string>> = {
  'alarm-changed': 'an alarm was changed within the month',
  'alarm-deleted': 'an alarm was deleted',
  'alarm-history-hole': 'something is missing from what is known of an alarm',
  'alarm-missing': 'a configured alarm does not exist',
  'alarm-never-heard': 'an alarm was never heard of: no evidence is not the same as no downtime',
  'alarm-not-read': 'an alarm was not read before the closing: what its events lost is not known',
  'alarm-silent-before-month': 'an alarm was first heard of within the month',
  'aws-issue-open': 'an issue of AWS was still open at the closing',
  'downtime-pending-notice': 'notice of a downtime may still come',
  'notice-without-downtime': 'a notice of a downtime that nothing saw',
  'policy-unusable': 'a policy cannot be used, and blocks its customers',
  'provider-change-missed': "a change of a provider's component was missed, and seen on its page alone",
  'provider-component-missing': "a provider's page does not have a configured component",
  'provider-status-differs': "a provider's page shows another status than its last word",
  'terms-changed': 'the terms changed within the month',
};

/** A kind in words; one that nobody has put into words is shown as it is. */
export const reviewText = (kind: string): string => (Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? kind) : kind);
