import type { PolicyPreset } from './policy-preset.ts';
import { atlassianCloudPreset } from './presets/atlassian-cloud.ts';
import { awsEc2RegionPreset } from './presets/aws-ec2-region.ts';
import { awsS3Preset } from './presets/aws-s3.ts';
import { azureVmPreset } from './presets/azure-vm.ts';
import { cloudflareBusinessPreset } from './presets/cloudflare-business.ts';
import { contractPresets } from './presets/contract-presets.ts';
import { eightByEightPreset } from './presets/eight-by-eight.ts';
import { googleComputePreset } from './presets/google-compute.ts';
import { googleWorkspacePreset } from './presets/google-workspace.ts';
import { mailgunPreset } from './presets/mailgun.ts';
import { notionPreset } from './presets/notion.ts';
import { twilioApisPreset } from './presets/twilio-apis.ts';

/** Every preset: the two readings of the contract, then other vendors' published SLAs. */
export const publicPresets: readonly PolicyPreset[] = [
  ...contractPresets,
  twilioApisPreset,
  awsEc2RegionPreset,
  awsS3Preset,
  googleComputePreset,
  azureVmPreset,
  cloudflareBusinessPreset,
  eightByEightPreset,
  mailgunPreset,
  notionPreset,
  atlassianCloudPreset,
  googleWorkspacePreset,
];

/** Returns the preset with an id, or undefined. */
export const presetById = (id: string): PolicyPreset | undefined =>
  publicPresets.find(({ policy }) => policy.id === id);
