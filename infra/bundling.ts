import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What is replaced in a bundle, and by which file of the project; from its root. */
const REPLACED = { '@aws-sdk/credential-provider-node': './functions/lambda/environment-credentials.ts' } as const;

const TARGET = 'node24';
/** The ESM builds of the SDK shake down to 350 KB, the CommonJS ones to 550 KB. */
const MAIN_FIELDS = ['module', 'main'];

/** The file that exports a function's `handler`. */
export const entryOf = (name: string): string => `${ROOT}functions/${name}/handler.ts`;

/** The licences of the packages in the bundles, at the project's root; made by scripts/licences.ts. */
export const LICENCES = 'THIRD-PARTY-LICENCES.txt';

/** Copies a file, in whatever shell the CDK runs it. */
const copy = (from: string, to: string): string =>
  `node -e "require('fs').copyFileSync(process.argv[1], process.argv[2])" "${from}" "${to}"`;

/** How the CDK bundles a function: whole, the SDK included, so that what was tested is what runs. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: TARGET,
  mainFields: MAIN_FIELDS,
  bundleAwsSDK: true,
  minify: true,
  keepNames: false,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    // What the licences ask for goes with the code; it is not loaded.
    afterBundling: (root, bundle) => [copy(`${root}/${LICENCES}`, `${bundle}/${LICENCES}`)],
  },
  esbuildArgs: Object.fromEntries(Object.entries(REPLACED).map(([name, path]) => [`--alias:${name}`, path])),
};

/** The same for esbuild itself: bundles are measured and tried with it. */
export const ESBUILD = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: TARGET,
  mainFields: MAIN_FIELDS,
  minify: true,
  alias: REPLACED,
  write: false,
} as const satisfies BuildOptions;
