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
    mutants: [['assessment.ts', 'known !== undefined → false']],
  },
  {
    reason: 'Both ways give the same result at the one instant, or amount, at which they differ.',
    mutants: [
      ['calendar.ts', 'wall + DAY → wall - DAY'],
      ['intervals.ts', 'at(a, i + 1) < at(b, j + 1) → at(a, i + 1) <= at(b, j + 1)'],
      ['intervals.ts', 'at(b, j + 1) <= start → at(b, j + 1) < start'],
      ['intervals.ts', 'at(b, k) < end → at(b, k) <= end'],
    ],
  },
  {
    reason: 'A list has no items past its end: every comparison with them is false, so the loop ends or adds nothing.',
    mutants: [
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
