import type { FactKind } from '../facts/facts.ts';
import type { Forfeit } from '../policy/notice.ts';
import type { Label } from '../month/baseline.ts';

/** A piece of evidence: which facts, about what (an alarm, a provider's component, a customer), and when it held. */
export type Reason = {
  readonly kind: FactKind;
  readonly source: string;
  readonly facts: readonly string[];
  readonly start: string;
  readonly end: string;
};

/** A stretch of the month under one label, the clause that gives it, and the facts behind it. */
export type ExplainedInterval = {
  readonly start: string;
  readonly end: string;
  readonly label: Label;
  /** The clause of the contract (semantics, section 1); null where no clause is needed. */
  readonly clause: number | null;
  readonly because: readonly Reason[];
};

/** A whole raw downtime that touches the month, and what notice made of it. */
export type ExplainedDowntime = {
  readonly start: string;
  readonly end: string;
  readonly components: readonly string[];
  /** What saw it, alarms and declarations, also where nothing of it counts. */
  readonly downBy: readonly Reason[];
  readonly deadline: string;
  readonly notices: readonly {
    readonly id: string;
    readonly recognizedAt: string;
    readonly receivedAt: string;
    readonly timely: boolean;
  }[];
  readonly accruesFrom: string | null;
  readonly forfeit: Forfeit | null;
};

/** How the amount follows: every number that it is made of, in the order in which they are used. */
export type Derivation = {
  readonly measuredMs: number;
  readonly creditableMs: number;
  /** The target was met, and the policy's gate lets nothing through then. */
  readonly gated: boolean;
  readonly rule:
    | {
        readonly kind: 'per-period';
        readonly longerThanMs: number;
        readonly blockMs: number;
        readonly rateBps: number;
        readonly maxPerDay: number | null;
        readonly maxPerMonth: number | null;
      }
    | { readonly kind: 'tiers'; readonly tiers: readonly { readonly below: string; readonly rateBps: number }[] }
    | { readonly kind: 'proportional'; readonly multiplier: number };
  readonly days: readonly {
    readonly date: string;
    readonly parts: readonly { readonly start: string; readonly end: string; readonly blocks: number }[];
    readonly earned: number;
    readonly credits: number;
  }[];
  readonly credits: number;
  readonly rateBps: number | null;
  readonly feeMinor: number;
  readonly uncappedMinor: number;
  readonly cap: { readonly serviceFeeDays: number; readonly daysInMonth: number } | { readonly bps: number } | null;
  readonly capMinor: number | null;
  readonly amountMinor: number;
  readonly currency: string;
};

/** Why a statement says what it says, as data; prose is made at the edge. */
export type Explanation = {
  readonly policy: { readonly id: string; readonly version: number };
  /** The availability that was promised, in per cent, as the policy writes it. */
  readonly target: string;
  readonly timeZone: string;
  readonly start: string;
  readonly end: string;
  readonly asOf: string;
  /** The month divided without gap or overlap, in order of time. */
  readonly stretches: readonly ExplainedInterval[];
  readonly downtimes: readonly ExplainedDowntime[];
  readonly credit: Derivation;
};
