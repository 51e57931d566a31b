import { globSync } from 'node:fs';
import { expect, test } from 'vitest';

const directory = new URL('../../shared/domain/', import.meta.url);

/** Stryker counts a file that cannot be loaded as one without tests. A mutant that breaks an import would survive. */
test.each(globSync('**/*.ts', { cwd: directory.pathname }))('%s can be loaded', async (file) => {
  expect(await import(new URL(file, directory).href)).toBeDefined();
});
