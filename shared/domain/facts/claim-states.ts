/** The states of a claim against a provider, in their usual order. A person marks a claim as `open` again after a mistake. */
export const CLAIM_STATES = ['open', 'sent', 'answered', 'paid'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];
