import * as z from 'zod/mini';
import { billedFees } from '../domain/facts/customer.ts';
import { flag, isObject } from '../domain/facts/fields.ts';

const limits = z.array(billedFees).check(
  z.check<z.output<typeof billedFees>[]>(
    ({ value, issues }) => {
      const codes = value.map((limit: unknown) =>
        isObject(limit) && 'currency' in limit ? limit.currency : undefined,
      );
      codes.forEach((code, i) => {
        if (typeof code !== 'string' || codes.indexOf(code) === i) return;
        issues.push({ code: 'custom', path: [i, 'currency'], message: `a second limit in ${code}`, input: code });
      });
    },
    { when: ({ value }) => Array.isArray(value) },
  ),
);

/**
 * `above`: a credit that ends above the limit of its currency is published after a person approved it. A currency without a limit needs no approval.
 * `fourEyes`: the approver recorded none of the evidence that the statement cites.
 */
export const approvalRules = z.strictObject({ above: limits, fourEyes: z.optional(flag) });
export type ApprovalRules = z.output<typeof approvalRules>;
