import { afterEach, expect, test, vi } from 'vitest';
import { ENV, setting } from '../../../shared/config/environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a setting is its variable', () => {
  vi.stubEnv(ENV.workQueueUrl, 'https://queue');
  expect(setting(ENV.workQueueUrl)).toBe('https://queue');
});

test.each([undefined, ''])('without it (%j) the function was deployed wrongly, and says what is missing', (value) => {
  vi.stubEnv(ENV.workQueueUrl, value);
  expect(() => setting(ENV.workQueueUrl)).toThrow(`${ENV.workQueueUrl} is not set`);
});
