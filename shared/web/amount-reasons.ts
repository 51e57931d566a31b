import type { Label } from '../domain/month/label.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';
import { countText, decimalsFor, feeShare, impactText, length, lengthText, money, shareText } from './figures.ts';
import { tierShares } from './headline.ts';
import { type Html, html, listed } from './html.ts';
import { feesName, type StatementView } from './statement-view.ts';

/** Returns sentences on the measured time, the counted downtime, the tiers, and the share of the fees that is paid. */
export const amountReasons = (view: StatementView): Html =>
  html`<ul class="reasons">
    ${[
      ...measuredSentences(view),
      ...maintenanceSentences(view),
      ...countSentences(view),
      ...tierSentences(view),
      ...feeSentences(view),
    ].map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;

/** The labels that are never service time, as a sentence names them. */
const OFF_TIME: readonly (readonly [label: Label, text: string])[] = [
  ['weekend', 'excluded weekdays'],
  ['holiday', 'holidays'],
  ['off-hours', 'off hours'],
  ['inactive', 'time outside the contract term'],
  ['future', 'time after the evaluation'],
];

/** Why this denominator: what service time leaves out, and whether excused time stays in the measured time. */
const measuredSentences = ({ statement, cite }: StatementView): Html[] => {
  const { serviceMs, excusedMs, measuredMs, totalsMs, explanation } = statement;
  const monthMs = Date.parse(explanation.end) - Date.parse(explanation.start);
  const left = OFF_TIME.filter(([label]) => (totalsMs[label] ?? 0) > 0);
  const leftMs = left.reduce((sum, [label]) => sum + (totalsMs[label] ?? 0), 0);
  const names = [...left.map(([, text]) => text), ...(monthMs - serviceMs > leftMs ? ['scheduled maintenance'] : [])];
  const service =
    names.length === 0
      ? html`All ${length(monthMs)} of the month are service time.`
      : html`Service time is ${length(serviceMs)} of the month's ${length(monthMs)}, without
        ${listed(names)}${cite('service-time')}.`;
  if (explanation.counted.effect === 'count-as-up')
    return [
      service,
      html`The measured time is all service time: excluded time counts as available and stays in
      it${cite('maintenance')}.`,
    ];
  return [
    service,
    excusedMs === 0
      ? html`The measured time is all service time, since no downtime was excused.`
      : html`The measured time is ${length(measuredMs)}: the ${length(excusedMs)} of excused downtime are taken out of
        the service time${cite('maintenance')}.`,
  ];
};

/** The use of the limit on maintenance in the month. */
const maintenanceSentences = ({ statement, clock, cite }: StatementView): Html[] => {
  const { maxPerMonthMs, months } = statement.explanation.maintenance;
  const use = months.find(({ month }) => month === statement.month);
  if (maxPerMonthMs === null || use === undefined || use.usedMs === 0) return [];
  return use.usedUpAt === null
    ? [
        html`The company used ${length(use.usedMs)} of the ${length(maxPerMonthMs)} of maintenance that are excluded in
        a month${cite('maintenance')}.`,
      ]
    : [
        html`The ${length(maxPerMonthMs)} of maintenance that are excluded in a month were used up at
        ${clock.moment(Date.parse(use.usedUpAt))}; later maintenance is downtime${cite('maintenance')}.`,
      ];
};

/** How much of the downtime counts: whole units, the share of users, rounded availability. */
const countSentences = (view: StatementView): Html[] => [
  ...wholeUnitSentences(view),
  ...impactSentences(view),
  ...roundedSentences(view),
];

const wholeUnitSentences = ({ statement, cite }: StatementView): Html[] => {
  const { wholeUnits, observed, creditable } = statement.explanation.counted;
  if (wholeUnits === null || observed.length === 0) return [];
  const unitsOf = (parts: typeof observed): number => parts.reduce((sum, { units }) => sum + (units ?? 0), 0);
  const [all, counting] = [unitsOf(observed), unitsOf(creditable)];
  const place = wholeUnits.align === 'clock' ? 'on the clock' : 'of each downtime';
  return [
    html`Only whole units of ${length(wholeUnits.unitMs)} ${place} count: <data value="${all}">${all}</data> units of
      downtime, <data value="${counting}">${counting}</data> of them for the credit${cite('downtime')}.`,
  ];
};

const impactSentences = ({ statement, cite }: StatementView): Html[] => {
  const { impact, observed } = statement.explanation.counted;
  if (impact !== 'share' || observed.every((part) => part.impact === '100')) return [];
  const msByImpact = new Map<string, number>();
  for (const part of observed)
    msByImpact.set(part.impact, (msByImpact.get(part.impact) ?? 0) + Date.parse(part.end) - Date.parse(part.start));
  const parts = [...msByImpact].map(([share, ms]) => html`${length(ms)} at ${impactText(share)}`);
  return [
    html`Downtime counts by the share of users that it affects: ${listed(parts)} make
    ${length(statement.observedDowntimeMs)}${cite('downtime')}.`,
  ];
};

const roundedSentences = ({ statement, cite }: StatementView): Html[] => {
  const { rounded, decimals } = statement.explanation.counted;
  if (rounded === null || decimals === null) return [];
  return [
    html`Availability is rounded half up to ${countText(decimals, 'decimal')}: ${rounded.observed}&nbsp;% observed,
    ${rounded.creditable}&nbsp;% for the credit${cite('target')}.`,
  ];
};

/** Returns the availability for the credit as the policy compares it, with the decimals of its bounds. */
export const creditAvailability = ({ measuredMs, creditableDowntimeMs, explanation }: Statement): string => {
  const { rule } = explanation.credit;
  const bounds =
    rule.kind === 'tiers'
      ? [
          ...rule.tiers.map(({ below, atMost }) => below ?? atMost ?? ''),
          rule.beyond?.from ?? '',
          rule.beyond?.step ?? '',
        ]
      : [];
  const decimals = Math.max(...[explanation.target, ...bounds].map(decimalsFor));
  const { rounded } = explanation.counted;
  return rounded === null
    ? shareText(measuredMs - creditableDowntimeMs, measuredMs, decimals)
    : `${rounded.creditable}\u00A0%`;
};

type Bound = {
  readonly below?: string | undefined;
  readonly atMost?: string | undefined;
  readonly longerThanMs?: number | undefined;
};

/** Returns the bound of a tier: `below 99.9 %`, `at most 99.9 %`, `longer than 1 h`. */
export const boundText = ({ below, atMost, longerThanMs }: Bound): string => {
  if (below !== undefined) return `below ${below}\u00A0%`;
  return atMost === undefined ? `longer than ${lengthText(longerThanMs ?? 0)}` : `at most ${atMost}\u00A0%`;
};

/** The tier that the month reached, and the further steps. */
const tierSentences = ({ statement, cite }: StatementView): Html[] => {
  const { rule, gated, tier, steps } = statement.explanation.credit;
  if (rule.kind !== 'tiers' || rule.by === 'period' || gated) return [];
  const subject =
    rule.by === 'availability'
      ? html`The availability for the credit is ${creditAvailability(statement)}`
      : html`The downtime for the credit is ${length(statement.creditableDowntimeMs)}`;
  const reached = tier === null ? undefined : rule.tiers[tier];
  if (reached === undefined && steps === 0) return [html`${subject}, which reaches no tier${cite('credit')}.`];
  const { beyond } = rule;
  return [
    ...(reached === undefined
      ? [html`${subject}${cite('credit')}.`]
      : [
          html`${subject}, which reaches the tier “${boundText(reached)}”: ${feeShare(reached.amount)}${cite('credit')}.`,
        ]),
    ...(beyond === null || steps === 0
      ? []
      : [
          html`It is <data value="${steps}">${steps}</data> ${beyond.partialStep === 'count' ? 'started' : 'whole'}
            ${steps === 1 ? 'step' : 'steps'} of ${beyond.step} percentage points below ${beyond.from}&nbsp;%, each of
            which adds ${feeShare(beyond.amount)}.`,
        ]),
  ];
};

/** Which share of the fees the policy gives, and which part of it is paid. */
const feeSentences = (view: StatementView): Html[] => {
  const { statement, cite } = view;
  const { month, credits, explanation } = statement;
  const { rule, tier, steps, feeMinor, uncappedMinor, cappedMinor, amountMinor, currency, gated } = explanation.credit;
  if (gated)
    return [html`The target of ${explanation.target}&nbsp;% was met, so the policy gives no credit${cite('target')}.`];
  if (credits === 0) return [html`Nothing was earned of ${feesName(view)} for ${monthName(month)}.`];
  const fees = html`${feesName(view)} for ${monthName(month)}, ${money(feeMinor, currency)}`;
  const share =
    rule.kind === 'proportional'
      ? html`${rule.multiplier === 1 ? '' : `${rule.multiplier} times `}the share of the measured time that was down`
      : rule.kind === 'tiers'
        ? rule.by === 'period'
          ? html`the sum of the shares of ${countText(credits, 'downtime')}`
          : tierShares(rule, tier, steps)
        : html`${countText(credits, 'credit')} of ${feeShare(rule.amount)}`;
  return [
    html`The policy gives ${share}: ${money(uncappedMinor, currency)} of ${fees}.`,
    ...(cappedMinor < uncappedMinor
      ? [
          html`A limit reduces it to ${money(cappedMinor, currency)}, ${shareText(cappedMinor, feeMinor)} of the
          fees${cite('limits')}.`,
        ]
      : []),
    ...(amountMinor < cappedMinor ? [html`It is too small to be paid${cite('limits')}.`] : []),
  ];
};
