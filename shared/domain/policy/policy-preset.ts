import type { PolicyInput } from './policy.ts';

/** One clause of a published text, in our own words, and the parameters that express it. */
type PresetClause = { readonly clause: string; readonly parameters: string };

/** A policy that expresses a published SLA, with its source and its limits. */
export type PolicyPreset = {
  readonly policy: PolicyInput;
  readonly vendor: string;
  /** The service or the text that the policy expresses. */
  readonly title: string;
  readonly source: {
    readonly url: string;
    /** The date of the text, or of the newest copy that was read, in words. */
    readonly date: string;
  };
  /** One sentence without the vendor's name. */
  readonly summary: string;
  readonly clauses: readonly PresetClause[];
  /** Readings of a text that leaves a point open. Each may be changed without loss. */
  readonly assumptions: readonly string[];
  /** Other plans of the same text, and the parameters that change for them. */
  readonly variants: readonly string[];
  /** Rules of the text that no parameter expresses. Empty: the policy is exact. */
  readonly notExpressed: readonly string[];
};
