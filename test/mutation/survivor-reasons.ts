/** A reason why no test can kill some mutants, or need not. `mutants`: the file, and the change `from → to`. */
export type SurvivorReason = {
  readonly reason: string;
  readonly mutants: readonly (readonly [file: string, change: string])[];
};

const OTHER_LIST = '[] → ["Stryker was here"]';

export const SURVIVOR_REASONS: readonly SurvivorReason[] = [
  {
    reason: 'A shortcut: without it the following code gives the same result, and takes longer.',
    mutants: [
      ['business-days.ts', 'left > BUSINESS_DAYS_PER_WEEK → left >= BUSINESS_DAYS_PER_WEEK'],
      ['business-days.ts', 'left > BUSINESS_DAYS_PER_WEEK → true'],
      ['intervals.ts', 'all.filter((intervals) => intervals.length > 0) → all'],
      ['intervals.ts', 'intervals.length > 0 → intervals.length >= 0'],
      ['intervals.ts', 'intervals.length > 0 → true'],
      ['intervals.ts', 'at(intervals, 0) >= start → at(intervals, 0) > start'],
      ['intervals.ts', 'at(intervals, 0) >= start && at(intervals, length - 1) <= end → false'],
      ['intervals.ts', 'at(intervals, length - 1) <= end → at(intervals, length - 1) < end'],
      ['intervals.ts', 'length - 1 → length + 1'],
      ['intervals.ts', 'length === 0 → false'],
      ['intervals.ts', 'length === 0 || (at(intervals, 0) >= start && at(intervals, length - 1) <= end) → false'],
      [
        'intervals.ts',
        'length === 0 || (at(intervals, 0) >= start && at(intervals, length - 1) <= end) → length === 0 && at(intervals, 0) >= start && at(intervals, length - 1) <= end',
      ],
      ['amounts.ts', 'share.numerator === 0n → false'],
      ['assessed-outage.ts', 'counting === accrued → false'],
      ['assessment.ts', 'baseline.outages.length === 0 → false'],
      ['assessment.ts', 'claim === null → false'],
      [
        'assessment.ts',
        'claim === null || baseline.outages.length === 0 → claim === null && baseline.outages.length === 0',
      ],
      ['assessment.ts', 'claim === null || baseline.outages.length === 0 → false'],
      ['assessment.ts', 'about.length === 0 → false'],
      ['assessment.ts', 'claim === null || about.length === 0 → claim === null && about.length === 0'],
      ['component-timeline.ts', 'downBy.length === 0 → false'],
      ['credits.ts', 'creditable.periods.length === 0 → false'],
      ['credits.ts', '\'period\' → ""'],
      ['credits.ts', "credit.qualify.summedOver === 'period' → false"],
      ['credits.ts', 'days[first]?.end ?? Infinity → days[first]?.end && Infinity'],
      ['credits.ts', 'long.size === 0 → false'],
      ['assessment.ts', 'notices.length === 0 → false'],
      ['assessment.ts', 'components.length === 1 → false'],
      [
        'instant.ts',
        '/^(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,3}))?Z$/ → /(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,3}))?Z$/',
      ],
      ['intervals.ts', 'some.length < 2 → false'],
      ['intervals.ts', 'a.length === 0 || b.length === 0 → false'],
      ['intervals.ts', 'a.length === 0 || b.length === 0 → a.length === 0 && b.length === 0'],
      ['intervals.ts', 'a.length === 0 → false'],
      ['intervals.ts', 'b.length === 0 → false'],
      ['intervals.ts', 'least === 0 → false'],
    ],
  },
  {
    reason: 'A cache: a missing entry is computed again, with the same result.',
    mutants: [
      ['calendar.ts', 'cachedMonths.size === CACHED_MONTHS_MAX → cachedMonths.size !== CACHED_MONTHS_MAX'],
      ['calendar.ts', 'cachedMonths.size === CACHED_MONTHS_MAX → false'],
      ['calendar.ts', 'cachedMonths.size === CACHED_MONTHS_MAX → true'],
      ['calendar.ts', 'cachedRanges.size === CACHED_RANGES_MAX → cachedRanges.size !== CACHED_RANGES_MAX'],
      ['calendar.ts', 'cachedRanges.size === CACHED_RANGES_MAX → false'],
      ['calendar.ts', 'cachedRanges.size === CACHED_RANGES_MAX → true'],
      ['assessment.ts', 'known !== undefined → false'],
    ],
  },
  {
    reason: 'Both ways give the same result at the one instant, number or amount at which they differ.',
    mutants: [
      ['business-days.ts', '(dayNumber(holiday) - start) * direction → (dayNumber(holiday) - start) / direction'],
      ['business-days.ts', 'steps * direction → steps / direction'],
      ['business-days.ts', 'steps > lastFree → steps >= lastFree'],
      ['calendar.ts', 'wallClock(zone, middle) < wall → wallClock(zone, middle) <= wall'],
      ['effective-facts.ts', 'recordedBy(fact) < recordedBy(other) → recordedBy(fact) <= recordedBy(other)'],
      ['calendar.ts', 'wall + DAY → wall - DAY'],
      ['intervals.ts', 'at(a, i + 1) < at(b, j + 1) → at(a, i + 1) <= at(b, j + 1)'],
      ['intervals.ts', 'at(b, j + 1) <= start → at(b, j + 1) < start'],
      ['intervals.ts', 'at(b, k) < end → at(b, k) <= end'],
    ],
  },
  {
    reason: 'A list has no items past its end: every comparison with them is false, so the loop ends or adds nothing.',
    mutants: [
      ['intervals.ts', 'last > 0 → last >= 0'],
      ['intervals.ts', 'last > 0 → true'],
      ['intervals.ts', 'first < intervals.length → first <= intervals.length'],
      ['intervals.ts', 'first < intervals.length → true'],
      ['intervals.ts', 'i < a.length → true'],
      ['intervals.ts', 'i < a.length → i <= a.length'],
      ['intervals.ts', 'j < b.length → true'],
      ['intervals.ts', 'j < b.length → j <= b.length'],
      ['intervals.ts', 'k < b.length → true'],
      ['intervals.ts', 'k < b.length → k <= b.length'],
    ],
  },
  {
    reason:
      'The types require a case that never occurs: a default for a value that is always there, or an excluded case.',
    mutants: [
      ['effective-facts.ts', "fact.kind === 'notice' → true"],
      ['component-timeline.ts', OTHER_LIST],
      ['baseline.ts', OTHER_LIST],
      ['baseline.ts', 'impact?.hundredths → impact.hundredths'],
      ['credits.ts', "credit.kind === 'tiers' → true"],
      ['credits.ts', 'days[first]?.end → days[first].end'],
      ['calendar.ts', OTHER_LIST],
      ['evaluate-input.ts', OTHER_LIST],
      ['evaluate-input.ts', 'value === undefined → false'],
      ['evaluate-input.ts', 'read === undefined → false'],
      ['evaluate-input.ts', 'error.faults[0]?.rule → error.faults[0].rule'],
      ['explain.ts', OTHER_LIST],
      [
        'explain.ts',
        'because.find(({ clause }) => clause !== undefined)?.clause → because.find(({ clause }) => clause !== undefined).clause',
      ],
      ['fields.ts', OTHER_LIST],
    ],
  },
  {
    reason: 'An empty interval or an undefined value is removed by later code.',
    mutants: [
      ['state-intervals.ts', OTHER_LIST],
      ['state-intervals.ts', 'open !== undefined → true'],
      ['baseline.ts', 'time.length > 0 → time.length >= 0'],
      ['component-timeline.ts', 'start < end → true'],
      ['component-timeline.ts', 'start < end → start <= end'],
      [
        'holidays.ts',
        "`${table.everyYear} ${besides}` .split(' ') .filter((day) => day !== '') → `${table.everyYear} ${besides}`.split(' ')",
      ],
      ['holidays.ts', "day !== '' → true"],
      ['holidays.ts', '\'\' → "Stryker was here!"'],
    ],
  },
  {
    reason: 'A key that is only compared and never shown: any text that keeps keys apart works.',
    mutants: [['explain.ts', '\' \' → ""']],
  },
  {
    reason: 'zod rejects values of other types earlier, and the internal label of an issue is never shown.',
    mutants: [
      ['fields.ts', '\'custom\' → ""'],
      ['fields.ts', "typeof value === 'object' → true"],
    ],
  },
  {
    reason: 'Computed once when the module is loaded, or by the platform: tests outside the domain cover it.',
    mutants: [
      ['holidays.ts', '[...countries.keys()] → []'],
      ['zones.ts', '\'timeZone\' → ""'],
    ],
  },
];
