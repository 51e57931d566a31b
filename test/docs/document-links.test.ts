import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { PRODUCT_FOLDERS, readSources } from '../../scripts/source-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Returns the paths, from the root, of the files that a page links. */
const linkedBy = (path: string): Set<string> =>
  new Set(
    [...read(path).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, href = '']) => href)
      .filter((href) => !/^\w+:/.test(href))
      .map((href) => relative(ROOT, join(ROOT, dirname(path), href))),
  );

const pages = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'test/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:md|html)$/.test(name))
    .map((name) => `docs/${name}`),
];
const decisions = pages.filter((path) => /^docs\/decisions\/\d/.test(path));
const documents = pages.filter((path) => !decisions.includes(path));

describe.each(['README.md', 'docs/README.md'])('%s', (index) => {
  test.each(documents.filter((path) => path !== index))('links %s', (path) => {
    expect(linkedBy(index)).toContain(path);
  });

  test('links no missing file', () => {
    expect([...linkedBy(index)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** The paths and the names of all source files. */
const sources = new Set(readSources([...PRODUCT_FOLDERS, 'test'], '.ts').flatMap(({ path }) => [path, basename(path)]));

/** Other versions had other files. */
const current = ['README.md', ...documents.filter((path) => path !== 'CHANGELOG.md')];

test.each(current)('%s names no missing source file', (path) => {
  const named = [...read(path).matchAll(/`([\w/.-]+\.ts)`/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !sources.has(name) && !existsSync(join(ROOT, name)))).toEqual([]);
});

test('the index of decisions links each record', () => {
  expect(decisions.length).toBeGreaterThan(50);
  expect([...linkedBy('docs/decisions/README.md')]).toEqual(expect.arrayContaining(decisions));
});

describe('npm ci', () => {
  const locked = z.object({
    version: z.optional(z.string()),
    engines: z.optional(z.union([z.object({ node: z.optional(z.string()) }), z.array(z.string())])),
    deprecated: z.optional(z.string()),
  });
  const { packages } = z.parse(
    z.object({ packages: z.record(z.string(), locked) }),
    JSON.parse(read('package-lock.json')),
  );

  test('warns of no deprecated package', () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.deprecated !== undefined)).toEqual([]);
  });

  // The lockfile's own Node 24 runs everything, but npm compares each package with the installed Node.
  test('warns on Node 20 of no package', () => {
    const warned = Object.entries(packages).flatMap(([path, { engines }]) =>
      engines !== undefined && 'node' in engines && /^>= ?2[1-9][\d.]*$/.test(engines.node ?? '') ? [path] : [],
    );
    expect(warned).toEqual([]);
  });
});
