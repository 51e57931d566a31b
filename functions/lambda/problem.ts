import type { Fault } from '../../shared/lib/validation.ts';

/** An answer that says what is wrong (RFC 9457). */
export type Problem = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What is wrong with bytes that are no text: reading them all the same would keep other words than were sent. */
export const NOT_UTF8: Fault = { at: '', rule: 'not UTF-8' };

/** A problem as an HTTP answer: each fault with its place, its rule and the value. */
export const problem = (status: number, title: string, faults: readonly Fault[] = []): Problem => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title, status, ...(faults.length > 0 ? { faults } : {}) }),
});
