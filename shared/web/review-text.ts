/** The kinds of review items in plain text; the subject and a note follow. */
const REVIEW_TEXTS: Readonly<Record<string, string>> = {
  'alarm-added':
    'an alarm is configured that the close before did not have; its downtimes count from its first recorded state',
  'alarm-changed': 'an alarm was changed during the month',
  'alarm-deleted': 'an alarm was deleted',
  'alarm-history-hole': "an alarm's recorded history has a gap",
  'alarm-missing': 'a configured alarm does not exist',
  'alarm-never-heard': 'no event was ever received from an alarm, so downtime may be missing',
  'alarm-not-read': 'an alarm was not read before the close, so lost events were not recovered',
  'alarm-recreated-in-alarm':
    'an alarm was deleted in ALARM and created again, in ALARM, within 15 minutes; the two downtimes are possibly one outage',
  'alarm-removed':
    'an alarm is no longer configured for a component, so the downtimes that it recorded in the month do not count',
  'alarm-silent-before-month': 'the first event of an alarm was received during the month',
  'aws-event-excuses-nothing':
    'an AWS Health event of a resource, a limit or an account excuses nothing; record an exclusion if it should',
  'aws-issue-of-several-services': 'an AWS Health issue of several services excuses every AWS dependency in its region',
  'aws-issue-open': 'an AWS Health issue was still open at the close',
  'aws-issue-without-end':
    'a closed AWS Health issue has no end, so it excuses nothing; record an exclusion with its end',
  'component-removed':
    'a component is no longer configured; its downtimes do not count, and customers whose records name it are blocked',
  'credit-waits-for-approval': 'a credit is above the limit of its currency and waits for approval',
  'declined-credit': 'an amount is due that a person declined, so it is not proposed again',
  'default-policy-changed': 'the policy of customers that name none is another one than at the close before',
  'dependency-added': 'a component has a dependency that it did not have at the close before; its outages excuse',
  'dependency-removed': 'a component lacks a dependency that it had at the close before; its outages excuse nothing',
  'downtime-pending-notice': 'notice of a downtime may still come',
  'external-id-shared': 'several customers have the same id in another system, so one customer may be credited twice',
  'goodwill-in-other-currency': 'goodwill was granted in another currency than that of the fees, and is not credited',
  'maintenance-during-outage': 'maintenance was announced or begun while a component was down',
  'maintenance-recorded-late': 'maintenance was recorded after it had begun',
  'notice-recognised-early': 'a notice was recognised more than 24 hours before the downtime that it covers',
  'notice-without-downtime': 'a notice matches no recorded downtime',
  'policy-removed': 'a policy is no longer configured; customers whose records name it are blocked',
  'notice-without-pause': 'notices came on five days running or more, without a downtime',
  'policy-unusable': 'a policy cannot be used and blocks its customers',
  'provider-change-missed': "a status change of a provider's component was missed and recovered from its status page",
  'provider-component-is-a-group':
    'a configured component is a group of the status page, which has no incidents; depend on its members',
  'provider-component-missing': "a configured component is missing from the provider's status page",
  'provider-incident-without-components':
    'an incident of a provider names no component and overlaps a downtime that counts',
  'provider-status-differs': "a provider's status page differs from the last recorded status",
  'terms-changed': 'other contract terms took effect during the month',
  'terms-recorded-late': 'contract terms were recorded after the end of the month in which they hold',
};

/** Returns the text of a kind of review item, or the kind itself if it has no text. */
export const reviewText = (kind: string): string =>
  Object.hasOwn(REVIEW_TEXTS, kind) ? (REVIEW_TEXTS[kind] ?? kind) : kind;
