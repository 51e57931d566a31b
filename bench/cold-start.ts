import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { handlerPath, ESBUILD } from '../infra/bundling.ts';

export type ColdStart = {
  readonly kb: number;
  /** Processor time over that of a handler with only the two SDK clients and the full SDK. */
  readonly ratio: number;
  /** The same over a handler without the SDK's credential providers, which our bundles omit. */
  readonly leanRatio: number;
};

/** A minimal handler with the two SDK clients that every function uses. */
const MINIMAL_HANDLER = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { SQSClient } from '@aws-sdk/client-sqs';
  const clients = [new DynamoDBClient({}), new SQSClient({})];
  export const handler = async () => clients.length;
`;

/** The largest function of each kind. */
const MEASURED_FUNCTIONS = { ingest: 'ingest-twilio', closing: 'assess-customers' } as const;
const ROUNDS = 15;

/** Measures the processor time to load each bundle in a fresh process, in turns; the fastest of 15 rounds counts. */
export const measureColdStart = async (): Promise<Record<keyof typeof MEASURED_FUNCTIONS, ColdStart>> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-cold-'));
  try {
    const bundle = async (name: string, input: BuildOptions): Promise<Bundle> => {
      const file = join(folder, `${name}.mjs`);
      const { outputFiles } = await build({ ...ESBUILD, ...input, write: false });
      const contents = outputFiles?.[0]?.contents ?? new Uint8Array();
      await writeFile(file, contents);
      return { url: pathToFileURL(file).href, kb: contents.length / 1000, fastestUs: Infinity };
    };
    const lean = await bundle('lean', { stdin: { contents: MINIMAL_HANDLER, resolveDir: ESBUILD.absWorkingDir } });
    const floor = await bundle('floor', {
      alias: {},
      stdin: { contents: MINIMAL_HANDLER, resolveDir: ESBUILD.absWorkingDir },
    });
    const empty = await bundle('empty', { stdin: { contents: 'export const handler = 1;' } });
    const ingest = await bundle('ingest', { entryPoints: [handlerPath(MEASURED_FUNCTIONS.ingest)] });
    const closing = await bundle('closing', { entryPoints: [handlerPath(MEASURED_FUNCTIONS.closing)] });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const bundle of [floor, lean, empty, ingest, closing])
        bundle.fastestUs = Math.min(bundle.fastestUs, loadUs(bundle.url));
    }
    const ratio = ({ kb, fastestUs }: Bundle): ColdStart => ({
      kb,
      ratio: (fastestUs - empty.fastestUs) / (floor.fastestUs - empty.fastestUs),
      leanRatio: (fastestUs - empty.fastestUs) / (lean.fastestUs - empty.fastestUs),
    });
    return { ingest: ratio(ingest), closing: ratio(closing) };
  } finally {
    await rm(folder, { recursive: true });
  }
};

type Bundle = { readonly url: string; readonly kb: number; fastestUs: number };

const LOAD = `
  const before = process.cpuUsage();
  await import(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String(user + system));
`;

/** Returns the microseconds of processor time of the import. */
const loadUs = (url: string): number => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', LOAD, url], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-east-1', POWERTOOLS_DEV: 'false' },
  });
  if (status !== 0) throw new Error(`A bundle failed to load: ${stderr}`);
  return Number(stdout);
};
