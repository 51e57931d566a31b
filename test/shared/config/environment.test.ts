import { afterEach, expect, test, vi } from 'vitest';
import { ENV, setting } from '../../../shared/config/environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('setting returns the environment variable', () => {
  vi.stubEnv(ENV.workQueueUrl, 'https://queue');
  expect(setting(ENV.workQueueUrl)).toBe('https://queue');
});

test.each([undefined, ''])('setting names a missing variable (%j)', (value) => {
  vi.stubEnv(ENV.workQueueUrl, value);
  expect(() => setting(ENV.workQueueUrl)).toThrow(`${ENV.workQueueUrl} is not set`);
});
