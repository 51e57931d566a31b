import { build } from 'esbuild';
import { handlerPath, ESBUILD } from '../infra/bundling.ts';

/** The deployed code of a function: its size, and its packages as folders from the project's root. */
export type Bundled = { readonly bytes: number; readonly packages: readonly string[] };

/** Bundles a function as the CDK does. A package counts if tree shaking leaves a byte of it. */
export const bundled = async (name: string): Promise<Bundled> => {
  const { metafile } = await build({
    ...ESBUILD,
    entryPoints: [handlerPath(name)],
    outfile: 'out.mjs',
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  if (output === undefined) throw new Error(`${name} has no bundle`);
  const packages = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
  return { bytes: output.bytes, packages: [...new Set(packages)].toSorted() };
};
