import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { handlerPath, ESBUILD } from '../infra/bundling.ts';

export type ColdStart = {
  readonly kb: number;
  /** Over a handler with the two SDK clients alone, as the SDK comes. */
  readonly ratio: number;
  /** Over the same without the SDK's credentials, which the functions do not carry either. */
  readonly leanRatio: number;
};

/** The floor: a handler with the two SDK clients that every function has, and nothing else. */
const FLOOR = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { SQSClient } from '@aws-sdk/client-sqs';
  const clients = [new DynamoDBClient({}), new SQSClient({})];
  export const handler = async () => clients.length;
`;

/** The functions that stand for their kind: the heaviest of each. */
const MEASURED = { ingest: 'ingest-twilio', closing: 'assess-customers' } as const;
const ROUNDS = 15;

/** Processor time for loading bundles in fresh processes, in turns; of each the quickest, over that of the floor. */
export const measureColdStart = async (): Promise<Record<keyof typeof MEASURED, ColdStart>> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-cold-'));
  try {
    const bundle = async (name: string, input: BuildOptions): Promise<Bundle> => {
      const file = join(folder, `${name}.mjs`);
      const { outputFiles } = await build({ ...ESBUILD, ...input, write: false });
      const contents = outputFiles?.[0]?.contents ?? new Uint8Array();
      await writeFile(file, contents);
      return { url: pathToFileURL(file).href, kb: contents.length / 1000, quickest: Infinity };
    };
    const lean = await bundle('lean', { stdin: { contents: FLOOR, resolveDir: ESBUILD.absWorkingDir } });
    const floor = await bundle('floor', { alias: {}, stdin: { contents: FLOOR, resolveDir: ESBUILD.absWorkingDir } });
    const empty = await bundle('empty', { stdin: { contents: 'export const handler = 1;' } });
    const ingest = await bundle('ingest', { entryPoints: [handlerPath(MEASURED.ingest)] });
    const closing = await bundle('closing', { entryPoints: [handlerPath(MEASURED.closing)] });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const one of [floor, lean, empty, ingest, closing]) one.quickest = Math.min(one.quickest, load(one.url));
    }
    const ratio = ({ kb, quickest }: Bundle): ColdStart => ({
      kb,
      ratio: (quickest - empty.quickest) / (floor.quickest - empty.quickest),
      leanRatio: (quickest - empty.quickest) / (lean.quickest - empty.quickest),
    });
    return { ingest: ratio(ingest), closing: ratio(closing) };
  } finally {
    await rm(folder, { recursive: true });
  }
};

type Bundle = { readonly url: string; readonly kb: number; quickest: number };

const LOAD = `
  const before = process.cpuUsage();
  await import(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String(user + system));
`;

/** Microseconds of processor time from before the import to after it. */
const load = (url: string): number => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', LOAD, url], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-east-1', POWERTOOLS_DEV: 'false' },
  });
  if (status !== 0) throw new Error(`A bundle does not load: ${stderr}`);
  return Number(stdout);
};
