import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { FactOf } from '../../shared/domain/facts/facts.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import {
  deletionOf,
  type Present,
  presentOf,
  type Transition,
  transitionOf,
} from '../../shared/ingest/alarm-history.ts';
import { alarmHistory } from './read-cloudwatch.ts';

/** A state that CloudWatch tells of, and the piece of history, or the description, that it was read from. */
export type ReadAlarmResult = { readonly fact: FactOf<'monitor-state'>; readonly source: unknown };

/** All that CloudWatch tells of an alarm. `deletions` are read only of an alarm that does not exist. */
export type AlarmReport = {
  readonly transitions: readonly (Transition & ReadAlarmResult)[];
  readonly deletions: readonly ReadAlarmResult[];
  readonly present: Present | undefined;
};

/**
 * Reads what an alarm went through in `range`, and puts what it is now beside it. `described` is undefined for an alarm that does
 * not exist: CloudWatch keeps the history of what was deleted, and that alone tells when, if the event was lost.
 */
export const readAlarm = async (
  client: CloudWatchClient,
  monitor: string,
  described: unknown,
  range: { readonly from: Instant; readonly to: Instant },
): Promise<AlarmReport> => {
  const history = await alarmHistory(client, alarmNameOf(monitor), range);
  const changes =
    described === undefined ? await alarmHistory(client, alarmNameOf(monitor), range, 'ConfigurationUpdate') : [];
  return {
    transitions: history.flatMap((source) => {
      const transition = transitionOf(monitor, source);
      return transition === undefined ? [] : [{ ...transition, source }];
    }),
    deletions: changes.flatMap((source) => {
      const fact = deletionOf(monitor, source);
      return fact === undefined ? [] : [{ fact, source }];
    }),
    present: described === undefined ? undefined : presentOf(monitor, described),
  };
};

/** `arn:aws:cloudwatch:us-west-2:111122223333:alarm:voice 5xx`: its name is all after the sixth colon, colons included. */
export const alarmNameOf = (monitor: string): string => monitor.split(':').slice(6).join(':');
