import * as z from 'zod/mini';
import { expectFaults, assertHolds } from './fuzz-target.ts';

const problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string().check(z.minLength(1)),
  status: z.number(),
  faults: z.optional(z.unknown()),
});

type Answered = {
  readonly statusCode?: number | undefined;
  readonly headers?: unknown;
  readonly body?: string | undefined;
};

/**
 * Checks a rejection: 4xx, a problem (RFC 9457), and faults with place and rule for 400. The answer to HEAD has no
 * body.
 */
export const expectProblem = (answer: Answered, isHead = false): void => {
  const { statusCode = 0, headers, body = '' } = answer;
  assertHolds(statusCode >= 400 && statusCode < 500, 'neither accepted nor rejected', answer);
  assertHolds(JSON.stringify(headers).includes('application/problem+json'), 'not a problem', answer);
  if (isHead) return;
  const { status, faults } = z.parse(problem, JSON.parse(body));
  assertHolds(status === statusCode, 'another status inside', answer);
  if (statusCode === 400) expectFaults(faults);
};
