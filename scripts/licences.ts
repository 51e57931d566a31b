import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { LICENCES } from '../infra/bundling.ts';
import { bundled } from './bundled.ts';

/** Writes the licences of what is deployed, each package's with its text: `npm run licences`. A test says whether they are current. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const packageJson = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package that is deployed: its licence by its SPDX id, the text that comes with it, the functions that carry it. */
export type Licensed = z.output<typeof packageJson> & {
  /** Undefined if none comes with it. */
  readonly text: string | undefined;
  readonly functions: readonly string[];
};

/** Every package of which there is a byte in a bundle, by name. */
export const licensed = async (): Promise<Licensed[]> => {
  const folders = readdirSync(`${ROOT}functions`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const found = new Map<string, Licensed>();
  for (const { name } of folders) {
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

/** The licence, and what has to be told with it (Apache-2.0, section 4d). */
const textOf = (folder: string): string | undefined => {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(name));
  if (files.length === 0) return undefined;
  return files.map((name) => readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
};

const LINE = '-'.repeat(80);

/** The file: a line for each package, then each text once, with the packages that it is the text of. */
export const licences = (packages: readonly Licensed[]): string => {
  const width = Math.max(...packages.map((each) => nameOf(each).length));
  const texts = Map.groupBy(packages, ({ text }) => text);
  return [
    'What sla-credits is deployed with: these packages, in the code of its functions.',
    'Written by `npm run licences`. Every function carries this file beside its code.',
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
        `No text comes with ${of.length === 1 ? 'it' : 'them'}: ${[...new Set(of.map(({ license }) => license))].join(', ')}.`,
    ]),
    '',
  ].join('\n');
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(`${ROOT}${LICENCES}`, licences(await licensed()));
}
