import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { LICENCES } from '../infra/bundling.ts';
import { bundled } from './bundled.ts';

/** Writes the licences of the deployed packages with their texts: `npm run licences`. A test fails if the file is stale. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const packageJson = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A deployed package: the SPDX id and the text of its licence, and the functions that contain it. */
export type Licensed = z.output<typeof packageJson> & {
  /** Undefined if the package contains no licence text. */
  readonly text: string | undefined;
  readonly functions: readonly string[];
};

/** Returns every package with a byte in a bundle, sorted by name. */
export const licensed = async (): Promise<Licensed[]> => {
  const names = readdirSync(`${ROOT}functions`).filter((name) => existsSync(`${ROOT}functions/${name}/handler.ts`));
  const found = new Map<string, Licensed>();
  for (const name of names) {
    for (const folder of (await bundled(name)).packages) {
      const named = z.parse(packageJson, JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8')));
      // npm may put one version into several places.
      const known = found.get(nameOf(named)) ?? { ...named, text: textOf(`${ROOT}${folder}`), functions: [] };
      found.set(nameOf(named), { ...known, functions: [...new Set([...known.functions, name])].toSorted() });
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
};

const nameOf = ({ name, version }: z.output<typeof packageJson>): string => `${name} ${version}`;

/** Returns the licence, and the notices that must accompany it (Apache-2.0, section 4d). */
const textOf = (folder: string): string | undefined => {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(name));
  if (files.length === 0) return undefined;
  return files.map((name) => readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
};

const LINE = '-'.repeat(80);

/** Returns the file: a line for each package, then each text once under the packages that it belongs to. */
export const licences = (packages: readonly Licensed[]): string => {
  const width = Math.max(...packages.map((each) => nameOf(each).length));
  const texts = Map.groupBy(packages, ({ text }) => text);
  return [
    'The deployed functions of sla-credits contain these packages.',
    '`npm run licences` writes this file. Every function is deployed with it.',
    '',
    ...packages.map(
      (each) => `${nameOf(each).padEnd(width)}  ${each.license.padEnd(10)}  ${each.functions.join(', ')}`,
    ),
    ...[...texts].flatMap(([text, of]) => [
      '',
      LINE,
      ...of.map(nameOf),
      LINE,
      '',
      text ??
        `No licence text is included in ${of.length === 1 ? 'this package' : 'these packages'}: ${[...new Set(of.map(({ license }) => license))].join(', ')}.`,
    ]),
    '',
  ].join('\n');
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(`${ROOT}${LICENCES}`, licences(await licensed()));
}
