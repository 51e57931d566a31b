/** Why mutants live that no test can kill, or that need not die. `mutants`: the file, and what becomes of what stood there. */
export type Reason = {
  readonly reason: string;
  readonly mutants: readonly (readonly [file: string, change: string])[];
};

const NOTHING_INSTEAD = '[] → ["Stryker was here"]';

export const REASONS: readonly Reason[] = [
  {
    reason: 'A short cut: what comes after gives the same without it, and takes longer.',
    mutants: [
      ['assessment.ts', 'notices.length === 0 || silence.judged.length === 0 → false'],
      [
        'assessment.ts',
        'notices.length === 0 || silence.judged.length === 0 → notices.length === 0 && silence.judged.length === 0',
      ],
      ['assessment.ts', 'notices.length === 0 → false'],
      ['assessment.ts', 'silence.judged.length === 0 → false'],
      ['case.ts', 'read === undefined → false'],
      ['component.ts', 'downBy.length === 0 → false'],
      ['credits.ts', 'first === qualifying.length → false'],
      ['credits.ts', '(qualifying[first]?.start ?? Infinity) >= day.end → false'],
      [
        'credits.ts',
        '(qualifying[first]?.start ?? Infinity) >= day.end → (qualifying[first]?.start ?? Infinity) > day.end',
      ],
      [
        'instant.ts',
        '/^(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,3}))?Z$/ → /(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,3}))?Z$/',
      ],
      ['judged.ts', 'accruesFrom <= whole.start → false'],
      ['judged.ts', 'accruesFrom <= whole.start → accruesFrom < whole.start'],
      ['judged.ts', 'period.start === counted[place] → false'],
      ['money.ts', "typeof numerator === 'bigint' → true"],
      ['money.ts', '!Number.isSafeInteger(product) → true'],
      ['situation.ts', 'components.length === 1 → false'],
      ['spans.ts', 'all.filter((spans) => spans.length > 0) → all'],
      ['spans.ts', 'spans.length > 0 → true'],
      ['spans.ts', 'spans.length > 0 → spans.length >= 0'],
      ['spans.ts', 'some.length < 2 → false'],
      ['spans.ts', 'a.length === 0 || b.length === 0 → false'],
      ['spans.ts', 'a.length === 0 || b.length === 0 → a.length === 0 && b.length === 0'],
      ['spans.ts', 'a.length === 0 → false'],
      ['spans.ts', 'b.length === 0 → false'],
      ['spans.ts', 'length === 0 || (at(spans, 0) >= start && at(spans, length - 1) <= end) → false'],
      [
        'spans.ts',
        'length === 0 || (at(spans, 0) >= start && at(spans, length - 1) <= end) → length === 0 && at(spans, 0) >= start && at(spans, length - 1) <= end',
      ],
      ['spans.ts', 'length === 0 → false'],
      ['spans.ts', 'at(spans, 0) >= start && at(spans, length - 1) <= end → false'],
      ['spans.ts', 'at(spans, 0) >= start → at(spans, 0) > start'],
      ['spans.ts', 'at(spans, length - 1) <= end → at(spans, length - 1) < end'],
      ['spans.ts', 'length - 1 → length + 1'],
      ['spans.ts', 'least === 0 → false'],
    ],
  },
  {
    reason: 'A memory: what is not found there is worked out again, to the same.',
    mutants: [
      ['calendar.ts', 'known !== undefined → false'],
      ['calendar.ts', 'days.size === KEPT → true'],
      ['calendar.ts', 'days.size === KEPT → false'],
      ['calendar.ts', 'days.size === KEPT → days.size !== KEPT'],
      ['calendar.ts', 'at / DAY → at * DAY'],
      ['calendar.ts', 'first === offset((day + 1) * DAY - 1) → false'],
      ['calendar.ts', '(day + 1) * DAY - 1 → (day + 1) * DAY + 1'],
      ['instant.ts', 'known !== undefined → false'],
      ['instant.ts', 'written.size === REMEMBERED → true'],
      ['instant.ts', 'written.size === REMEMBERED → false'],
      ['instant.ts', 'written.size === REMEMBERED → written.size !== REMEMBERED'],
    ],
  },
  {
    reason: 'At the instant, or the amount, at which they differ, both ways give the same.',
    mutants: [
      ['audit.ts', 'amount < least → amount <= least'],
      ['calendar.ts', 'middle + offset(middle) < wall → middle + offset(middle) <= wall'],
      ['calendar.ts', 'wall + DAY → wall - DAY'],
      ['existing.ts', 'learned(fact) < learned(other) → learned(fact) <= learned(other)'],
      ['notice.ts', 'notice.recognizedAt < recognized → notice.recognizedAt <= recognized'],
      ['spans.ts', 'at(a, i + 1) < at(b, j + 1) → at(a, i + 1) <= at(b, j + 1)'],
      ['spans.ts', 'at(b, j + 1) <= start → at(b, j + 1) < start'],
      ['spans.ts', 'at(b, k) < end → at(b, k) <= end'],
    ],
  },
  {
    reason: 'Past the end of a list there is nothing: no comparison with it holds, so the loop ends, or adds nothing.',
    mutants: [
      ['judged.ts', 'i < creditable.length → i <= creditable.length'],
      ['spans.ts', 'i < a.length → true'],
      ['spans.ts', 'i < a.length → i <= a.length'],
      ['spans.ts', 'j < b.length → true'],
      ['spans.ts', 'j < b.length → j <= b.length'],
      ['spans.ts', 'k < b.length → true'],
      ['spans.ts', 'k < b.length → k <= b.length'],
      ['spans.ts', 'first < spans.length → true'],
      ['spans.ts', 'first < spans.length → first <= spans.length'],
      ['spans.ts', 'last > 0 → true'],
      ['spans.ts', 'last > 0 → last >= 0'],
    ],
  },
  {
    reason:
      'What the types ask for and never comes: a default for what is always there, a case that was excluded before.',
    mutants: [
      ['audit.ts', 'limit !== undefined → true'],
      ['calendar.ts', NOTHING_INSTEAD],
      ['case.ts', NOTHING_INSTEAD],
      ['case.ts', 'value === undefined → false'],
      ['case.ts', '!(error instanceof Rejected) → false'],
      ['case.ts', 'error.faults[0]?.rule → error.faults[0].rule'],
      ['case.ts', '\'\' → "Stryker was here!"'],
      ['component.ts', NOTHING_INSTEAD],
      ['credits.ts', 'qualifying[first]?.start → qualifying[first].start'],
      ['existing.ts', NOTHING_INSTEAD],
      ['explain.ts', NOTHING_INSTEAD],
      ['explain.ts', "credit.kind === 'per-period' → true"],
      [
        'explain.ts',
        'because.find(({ clause }) => clause !== undefined)?.clause → because.find(({ clause }) => clause !== undefined).clause',
      ],
      ['fields.ts', NOTHING_INSTEAD],
      ['folding.ts', NOTHING_INSTEAD],
      ['judged.ts', NOTHING_INSTEAD],
      ['judged.ts', '\'\' → "Stryker was here!"'],
      ['situation.ts', NOTHING_INSTEAD],
    ],
  },
  {
    reason:
      'A stretch without length, or an undefined, that is left out again further on: by the normal form of spans, by JSON, by the set of days.',
    mutants: [
      ['component.ts', 'start < end → true'],
      ['component.ts', 'start < end → start <= end'],
      [
        'component.ts',
        "ofKind(facts, 'downtime') .filter((fact) => fact.component === id) .map((fact) => ({ kind: fact.kind, source: id, start: fact.start, end: Math.min(fact.end, asOf), facts: [fact.id], })) .filter(({ start, end }) => start < end) → ofKind(facts, 'downtime').filter(fact => fact.component === id).map(fact => ({ kind: fact.kind, source: id, start: fact.start, end: Math.min(fact.end, asOf), facts: [fact.id] }))",
      ],
      ['existing.ts', "fact.kind === 'notice' → true"],
      ['folding.ts', 'open !== undefined → true'],
      [
        'holidays.ts',
        "`${table.everyYear} ${besides}` .split(' ') .filter((day) => day !== '') → `${table.everyYear} ${besides}`.split(' ')",
      ],
      ['holidays.ts', "day !== '' → true"],
      ['holidays.ts', '\'\' → "Stryker was here!"'],
      ['outcome.ts', 'rest.excused !== undefined → true'],
      ['outcome.ts', 'rest.future !== undefined → true'],
      ['outcome.ts', 'rest.holiday !== undefined → true'],
      ['outcome.ts', 'rest.inactive !== undefined → true'],
      ['outcome.ts', 'rest.maintenance !== undefined → true'],
      ['outcome.ts', 'rest.up !== undefined → true'],
      ['outcome.ts', 'rest.weekend !== undefined → true'],
    ],
  },
  {
    reason: 'A key that is made and compared, and never shown: any that tells the same things apart will do.',
    mutants: [
      ['case.ts', '\'…\' → ""'],
      ['case.ts', 'a < b → a <= b'],
      ['case.ts', 'a < b → a >= b'],
      ['case.ts', 'id !== undefined → true'],
      ['explain.ts', '\' \' → ""'],
    ],
  },
  {
    reason:
      'Said by zod before: a value of another type never gets as far, and how a fault is labelled inside is not shown.',
    mutants: [
      ['fields.ts', '\'custom\' → ""'],
      ['fields.ts', "typeof value === 'object' → true"],
      ['policy.ts', "typeof value === 'object' && value !== null → true"],
      ['policy.ts', "typeof value === 'object' && value !== null → typeof value === 'object' || value !== null"],
      ['policy.ts', "typeof value === 'object' → true"],
      ['policy.ts', 'value !== null → true'],
    ],
  },
  {
    reason:
      'Decided once when the module is loaded, or by what the platform writes: other tests of the product see it, those of the rules do not.',
    mutants: [
      ['calendar.ts', '/([+-])(\\d\\d):(\\d\\d)(?::(\\d\\d))?$/ → /([+-])(\\d\\d):(\\d\\d)(?::(\\d\\d))?/'],
      ['holidays.ts', '[...countries.keys()] → []'],
      ['zones.ts', '\'timeZone\' → ""'],
    ],
  },
];
