import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const directory = new URL('../../shared/domain/', import.meta.url);

/** Stryker takes a file of tests that cannot be loaded for one without tests: whatever keeps a module from loading is seen here. */
test.each(readdirSync(directory))('%s can be loaded', async (file) => {
  expect(await import(new URL(file, directory).href)).toBeDefined();
});
