import type { Fault } from '../shared/rejected.ts';

/** An answer that says what is wrong (RFC 9457). */
export type Problem = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A problem as an HTTP answer: each fault with its place, its rule and the value. */
export const problem = (status: number, title: string, faults: readonly Fault[] = []): Problem => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title, status, ...(faults.length > 0 ? { faults } : {}) }),
});
