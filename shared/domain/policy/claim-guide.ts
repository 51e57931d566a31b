import type { Claim, ClaimStep } from './claim.ts';
import { type AnchorWords, type ConfiguredPolicy, durationText, limitText } from './policy-in-words.ts';

/** A claim in words to the customer. */
export type ClaimGuide = {
  /** One sentence for each step of the claim with its time limit; empty if credits are automatic. */
  readonly steps: readonly string[];
  /** Further sentences: the effect of a notice, and what it must name. */
  readonly notes: readonly string[];
};

/** Returns how and until when a customer claims a credit, in sentences to the customer. */
export const claimGuide = ({ claim }: Pick<ConfiguredPolicy, 'claim'>): ClaimGuide => {
  if (claim === null) return { steps: [], notes: ['Credits are automatic: you need not report an outage.'] };
  return { steps: claim.steps.map(stepSentence), notes: [missedSentence(claim), ...contentSentences(claim)] };
};

/** Returns the sentences on the steps after the notice; without one, a sentence that nothing else is to do. */
export const nextSteps = ({ claim }: Pick<ConfiguredPolicy, 'claim'>): readonly string[] => {
  const next = (claim?.steps ?? []).filter(({ step }) => step !== 'notice').map(stepSentence);
  return next.length > 0 ? next : ['You need to do nothing else.'];
};

const YOUR_WORDS: AnchorWords = {
  'outage-start': { at: 'the outage starts', period: 'in which the outage starts' },
  'outage-end': { at: 'the outage ends', period: 'in which the outage ends' },
  recognition: { at: 'you recognise the outage', period: 'in which you recognise the outage' },
  'month-end': { at: 'the month ends', period: 'of the outage' },
};

const YOUR_STEPS = { notice: 'Notify us', claim: 'Claim the credit' } as const satisfies Record<
  ClaimStep['step'],
  string
>;

const stepSentence = ({ step, within, after }: ClaimStep): string =>
  `${YOUR_STEPS[step]} ${limitText(within, after, YOUR_WORDS)}.`;

const missedSentence = ({ steps }: Claim): string =>
  steps.length === 1
    ? 'An outage without a timely notice earns no credit.'
    : 'An outage earns no credit unless you take every step in time.';

const contentSentences = ({ accrual, covers, leadTolerance }: Claim): string[] => {
  if (covers === 'month') return ['Name the month: your notice covers every outage of it.'];
  const lead = leadTolerance.ms > 0 ? durationText(leadTolerance) : undefined;
  return [
    accrual === 'recognition'
      ? 'State when you recognised the outage: downtime counts from then.'
      : 'State when you recognised the outage; a claimed outage counts from its start.',
    covers === 'outage'
      ? 'Send a notice for each outage.'
      : `Your notice covers every outage between this time and its receipt${lead === undefined ? '' : `, and any that starts within ${lead} after receipt`}.`,
  ];
};
