import { defineConfig } from 'vitest/config';

/** What people see: pages opened in Debian's Chromium (`npm run test:browser`; CHROMIUM names another). */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
