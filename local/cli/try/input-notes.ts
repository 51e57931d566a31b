import type { Config } from '../../../shared/config/config.ts';
import { localDate, monthInterval } from '../../../shared/domain/time/calendar.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';

/** Returns the signs of wrong files: components without an alarm, and a month without a change of state. */
export const inputNotes = (
  month: string,
  { closing: { timeZone }, components }: Pick<Config, 'closing' | 'components'>,
  changes: readonly Instant[],
  customersFile: { readonly file: string; readonly components: readonly string[] },
): string[] => {
  const unmeasured = customersFile.components.filter((id) => components[id]?.alarms.length === 0);
  return [
    ...(unmeasured.length === 0
      ? []
      : [
          `${customersFile.file}: no alarm measures ${unmeasured.map((id) => `“${id}”`).join(', ')}, so it counts as up. → correct the name, or map an alarm in --components FILE`,
        ]),
    ...changeNotes(month, timeZone, changes),
  ];
};

const changeNotes = (month: string, timeZone: string, changes: readonly Instant[]): string[] => {
  const { start, end } = monthInterval(month, timeZone);
  if (changes.some((at) => at >= start && at < end)) return [];
  const [first, ...later] = changes.toSorted((a, b) => a - b);
  if (first === undefined) return ['The alarm history has no change of state. → name all files after --alarms'];
  const days = `${localDate(timeZone, first)} to ${localDate(timeZone, later.at(-1) ?? first)}`;
  return [
    `No alarm changes its state in ${monthName(month)}; the alarm history is from ${days}. → check --month and --alarms`,
  ];
};
