import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { effectiveFromOf, type ProfileVersion } from '../persistence/customer-versions.ts';
import type { LoadedCustomer, PolicyInterval } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';

/**
 * Returns a review item for each version of a customer's record that takes effect within a month.
 * A version that was recorded after the month's end to hold before it has one too. Only versions recorded by `asOf` count.
 */
export const termsReviewItems = (
  { id: customer, profiles }: LoadedCustomer,
  asOf: Instant,
  intervalOf: PolicyInterval,
): ReviewItem[] => {
  const recorded = profiles.filter(({ recordedAt }) => recordedAt <= asOf);
  const earliest = Math.min(...recorded.map(effectiveFromOf));
  return recorded.flatMap((version, i) => {
    const { start, end } = intervalOf(version.profile.policy);
    const from = effectiveFromOf(version);
    if (version.recordedAt >= end) {
      if (i === 0 && reaches(version, end)) return [lateItem(customer, version, 'the first record')];
      return from < end ? [lateItem(customer, version, `in force from ${formatInstant(from)}`)] : [];
    }
    const isChange = from >= start && from < end && from > earliest;
    return isChange ? [{ kind: 'terms-changed', subject: formatInstant(from), customer }] : [];
  });
};

/** Whether the contract of a first version begins before an instant. */
const reaches = ({ profile: { activeFrom } }: ProfileVersion, end: Instant): boolean =>
  activeFrom === undefined || activeFrom < end;

const lateItem = (customer: string, { recordedAt }: ProfileVersion, note: string): ReviewItem => ({
  kind: 'terms-recorded-late',
  subject: formatInstant(recordedAt),
  customer,
  note,
});
