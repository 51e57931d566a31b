/** The labels of time in a month, in order of precedence: each instant gets the first that applies (`docs/rules.md §6`). */
export const LABELS = [
  'future',
  'inactive',
  'holiday',
  'weekend',
  'off-hours',
  'maintenance',
  'up',
  'excused',
  'downtime',
  'unrecognized',
  'pending',
  'forfeited',
] as const;
export type Label = (typeof LABELS)[number];

/** The labels that depend on the customer's claims. */
export type ClaimLabel = Extract<Label, 'downtime' | 'unrecognized' | 'pending' | 'forfeited'>;

export type TotalsMs = Readonly<Partial<Record<Label, number>>>;
