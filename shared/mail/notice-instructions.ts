import type { Config } from '../config/config.ts';
import { versionOfMonth } from '../config/policy-versions.ts';
import { claimGuide } from '../domain/policy/claim-guide.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { localMonth } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { contractsOfRecord, type CustomerRecord } from '../persistence/customer-record.ts';

/** The contracts of a record that have one policy. */
export type PolicyUse = { readonly policy: ConfiguredPolicy; readonly services: string[] };

/** Returns the policies of a record in force in the local month of an instant, each once. An unknown policy is left out. */
export const policiesAt = (
  { policies, defaultPolicy }: Pick<Config, 'policies' | 'defaultPolicy'>,
  record: CustomerRecord,
  at: Instant,
): PolicyUse[] => {
  const uses = new Map<string, PolicyUse>();
  for (const { service, name, policy: id = defaultPolicy } of contractsOfRecord(record)) {
    const versions = Object.hasOwn(policies, id) ? (policies[id] ?? []) : [];
    const zone = versions[0]?.timeZone ?? 'UTC';
    const policy = versionOfMonth(versions, localMonth(zone, at));
    if (policy === undefined) continue;
    const use = uses.get(id) ?? { policy, services: [] };
    if (service !== undefined) use.services.push(name ?? service);
    uses.set(id, use);
  }
  return [...uses.values()];
};

/** Returns sentences for each policy: after the names of its services, if there are several policies. */
export const perPolicy = (
  uses: readonly PolicyUse[],
  sentences: (policy: ConfiguredPolicy) => readonly string[],
  separator: string,
): string =>
  uses
    .map(({ policy, services }) => {
      const text = sentences(policy).join(separator);
      return uses.length === 1 ? text : `${services.join(', ')}: ${text}`;
    })
    .join('\n');

/** Returns how and until when to give notice, one sentence in a line. `address`: where the customer sends its notices. */
export const noticeInstructions = (uses: readonly PolicyUse[], address: string | undefined): string => {
  const place = address === undefined ? '' : `Write to ${address}.\n`;
  return `${place}${perPolicy(
    uses,
    (policy) => {
      const { steps, notes } = claimGuide(policy);
      return [...steps, ...notes];
    },
    '\n',
  )}`;
};
