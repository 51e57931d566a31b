import { defineConfig } from 'vitest/config';

/** What people see: pages opened in Chromium (`npm run test:browser`; CHROMIUM says where it is). `npm run pictures` keeps those of docs/images. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
