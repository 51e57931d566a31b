import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Emulators and synthesis take seconds on a busy machine; nothing here measures time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `npm run test:coverage`: it fails below the threshold.
    coverage: {
      include: ['shared/**/*.ts'],
      exclude: ['shared/domain/time/holidays.data.ts', 'test/**'],
      reporter: ['text', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
