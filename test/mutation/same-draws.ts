import * as fc from 'fast-check';

/** The same draws in each run keep the list of surviving mutants stable. A killed mutant needs no shrunk counterexample. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
