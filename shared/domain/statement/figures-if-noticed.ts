import { InvalidInput } from '../../lib/validation.ts';
import type { Assessment } from '../month/assessment.ts';
import { withFullNotice } from '../month/with-full-notice.ts';
import { type Figures, figuresOf } from './statement.ts';

/**
 * Returns the figures of a month with a claim in time for every outage.
 * Returns undefined if the policy asks for no claim, or if a figure exceeds the numbers of JSON.
 */
export const figuresIfNoticed = (assessment: Assessment): Figures | undefined => {
  if (assessment.month.policy.claim === null) return undefined;
  try {
    return figuresOf(withFullNotice(assessment));
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};
