import * as z from 'zod/mini';
import { expectFaults, must } from './fuzz-target.ts';

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

/** An answer that refuses: 4xx, as a problem (RFC 9457); a 400 with faults that have place and rule. To a HEAD the same, without its body. */
export const expectProblem = (answer: Answered, isHead = false): void => {
  const { statusCode = 0, headers, body = '' } = answer;
  must(statusCode >= 400 && statusCode < 500, 'neither done nor refused', answer);
  must(JSON.stringify(headers).includes('application/problem+json'), 'not a problem', answer);
  if (isHead) return;
  const { status, faults } = z.parse(problem, JSON.parse(body));
  must(status === statusCode, 'another status inside', answer);
  if (statusCode === 400) expectFaults(faults);
};
