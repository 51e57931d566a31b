import { ofKind } from '../domain/facts/effective-facts.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { Month } from '../domain/month/month.ts';
import type { ReviewItem } from '../persistence/run-results.ts';

/**
 * What a person should look at before believing that a month was quiet: no evidence is not the same as no downtime.
 * Alarms that were never heard of, that were first heard of within the month, or that were deleted in it.
 */
export const alarmWarnings = ({ components, facts, interval: { start, end } }: Month): ReviewItem[] => {
  const states = Map.groupBy(ofKind(facts, 'monitor-state'), ({ monitor }) => monitor);
  return components.flatMap(({ id, monitors }) =>
    monitors.flatMap((monitor): ReviewItem[] => {
      const heard = (states.get(monitor) ?? []).filter(({ at }) => at < end);
      const note = `component ${id}`;
      const first = heard.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
      if (heard.length === 0) return [{ kind: 'alarm-never-heard', subject: monitor, note }];
      const deleted = heard.filter(({ state, at }) => state === 'DELETED' && at >= start);
      return [
        ...(first >= start
          ? [
              {
                kind: 'alarm-silent-before-month',
                subject: monitor,
                note: `${note}, first heard ${formatInstant(first)}`,
              },
            ]
          : []),
        ...deleted.map(({ at }) => ({
          kind: 'alarm-deleted',
          subject: monitor,
          note: `${note}, at ${formatInstant(at)}`,
        })),
      ];
    }),
  );
};
