import { writeFile } from 'node:fs/promises';
import type { Config } from '../../../shared/config/config.ts';
import { noticeAddress } from '../../../shared/config/notice-doors.ts';
import { versionOfMonth } from '../../../shared/config/policy-versions.ts';
import { claimGuide } from '../../../shared/domain/policy/claim-guide.ts';
import { claimPage } from '../../../shared/web/claim-page.ts';
import { EXIT, Failure } from '../failure.ts';
import type { CommandResult } from './stage.ts';

export type ClaimPageOptions = {
  /** The month whose version of the policy is described. */
  readonly month: string;
  /** @default claim-page-POLICY.html in the working directory */
  readonly file?: string | undefined;
};

/** Writes the page for customers on how to claim a credit under a policy. */
export const claimPageCommand = async (
  { policies, notices }: Pick<Config, 'policies' | 'notices'>,
  id: string,
  { month, file = `claim-page-${encodeURIComponent(id)}.html` }: ClaimPageOptions,
): Promise<CommandResult> => {
  const versions = Object.hasOwn(policies, id) ? policies[id] : undefined;
  if (versions === undefined)
    throw new Failure(EXIT.refused, `no policy has the id ${id}`, { next: `use ${Object.keys(policies).join(', ')}` });
  const policy = versionOfMonth(versions, month);
  if (policy === undefined)
    throw new Failure(EXIT.refused, `no version of ${id} takes effect in or before ${month}`, { next: 'name a month' });
  await writeFile(file, claimPage(policy, { address: noticeAddress(notices ?? {}) }));
  const { steps, notes } = claimGuide(policy);
  return {
    json: { file, policy: id, version: policy.version, steps, notes },
    text: [`${file}: policy ${id}, version ${policy.version}`, ...steps, ...notes],
  };
};
