import * as fc from 'fast-check';

/**
 * A surviving mutant must survive in the next run too, so the draws are the same. Shrinking counterexamples is not
 * needed.
 */
fc.configureGlobal({ seed: 1, endOnFailure: true });
