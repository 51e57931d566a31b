import { type PolicyVersions, policiesOfMonth } from './policy-versions.ts';

/** Returns a function that finds the time zone in which a policy counts a month. An unknown policy has the default one's. */
export const policyZones =
  ({ policies, defaultPolicy }: { readonly policies: PolicyVersions; readonly defaultPolicy: string }) =>
  (policy: string | undefined, month: string): string => {
    const ofMonth = policiesOfMonth(policies, month);
    return (ofMonth[policy ?? defaultPolicy] ?? ofMonth[defaultPolicy])?.timeZone ?? 'UTC';
  };
