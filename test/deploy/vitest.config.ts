import { defineConfig } from 'vitest/config';

/** The deployment test: `npm run test:deploy`. Its files share one deployed stack, so they run one after another. */
export default defineConfig({
  test: {
    include: ['test/deploy/*.spec.ts'],
    globalSetup: ['test/deploy/deployment.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
