import { execSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { BUNDLING, LICENCES } from '../../infra/bundling.ts';
import { type Licensed, licences, licensed } from '../../scripts/licences.ts';

/** Licences of deployed packages and install scripts of all packages. bundles.test.ts checks the bundles' packages. */

const ROOT = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Licences that permit deployment. Adding one is a decision. */
const PERMITTED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);
/** Licences that do not require their text beside the code. */
const WITHOUT_TEXT = new Set(['0BSD', 'MIT-0']);

let packages: Licensed[];
beforeAll(async () => {
  packages = await licensed();
});

test('every deployed package has a permitted licence and its text', () => {
  expect(packages.length).toBeGreaterThan(20);
  expect(packages.filter(({ license }) => !PERMITTED.has(license))).toEqual([]);
  expect(packages.filter(({ license, text }) => text === undefined && !WITHOUT_TEXT.has(license))).toEqual([]);
});

test('the list of licences is current (npm run licences)', () => {
  expect(textOf(LICENCES)).toBe(licences(packages));
});

test('every bundle contains the licences', () => {
  const bundle = mkdtempSync(join(tmpdir(), 'a bundle '));
  for (const command of BUNDLING.commandHooks?.afterBundling(ROOT, bundle) ?? []) execSync(command);
  expect(readFileSync(join(bundle, LICENCES), 'utf8')).toBe(textOf(LICENCES));
  rmSync(bundle, { recursive: true });
});

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      hasInstallScript: z.optional(z.boolean()),
      dev: z.optional(z.boolean()),
      devOptional: z.optional(z.boolean()),
      integrity: z.optional(z.string()),
      inBundle: z.optional(z.boolean()),
    }),
  ),
});
const locked = () => Object.entries(z.parse(lockfile, JSON.parse(textOf('package-lock.json'))).packages);

/** Tools that would run a script when they are installed. They are installed without it, and work. */
const WITH_SCRIPTS = ['classic-level', 'esbuild'];

test('no production package has an install script, and none runs', () => {
  const scripted = locked().filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(scripted.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)).toEqual([]);
  const names = scripted.map(([path]) => path.replace(/.*node_modules\//, ''));
  expect([...new Set(names)].toSorted()).toEqual(WITH_SCRIPTS);
  expect(textOf('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

/** Returns the packages without integrity, except those inside the archive of a package that has one. */
const unprotected = (packages: ReturnType<typeof locked>): string[] =>
  packages.flatMap(([path, { inBundle, integrity }]) =>
    path === '' || inBundle === true || integrity?.startsWith('sha512-') === true ? [] : [path],
  );

test('every package for every platform has integrity in the lockfile', () => {
  expect(locked().length).toBeGreaterThan(300);
  expect(unprotected(locked())).toEqual([]);
  expect(unprotected([...locked(), ['node_modules/@oxlint/binding-darwin-arm64', { version: '1.0.0' }]])).toEqual([
    'node_modules/@oxlint/binding-darwin-arm64',
  ]);
});
