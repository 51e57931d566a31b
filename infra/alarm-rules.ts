import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { alarmsOf } from '../shared/config/sources.ts';
import { deliverToQueue } from './deliver-to-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface AlarmRulesProps {
  /** The components whose alarms are matched: an alarm is an ARN, or a name in the stack's account and region. */
  readonly components: Config['components'];
  /** Receives their events. */
  readonly to: WatchedQueue;
}

/** Characters of a rule's pattern: a limit of EventBridge. */
const PATTERN_CHARACTERS_MAX = 2048;

/** The longest start of an ARN, whose partition, region and account are known only at deployment. */
const ARN_START_MAX = 'arn:aws-us-gov:cloudwatch:us-isof-south-1:123456789012:alarm:';

const pattern = (alarmArns: readonly string[]) => ({
  source: ['aws.cloudwatch'],
  // A configuration change may delete an alarm in ALARM, and so end its downtime.
  detailType: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Configuration Change'],
  resources: [...alarmArns],
});

const isArn = (alarm: string): boolean => alarm.startsWith('arn:');

/** Returns the greatest length of the alarms' pattern after deployment, in characters. */
const patternLength = (alarms: readonly string[]): number => {
  const { detailType, ...rest } = pattern(alarms.map((alarm) => (isArn(alarm) ? alarm : ARN_START_MAX + alarm)));
  return JSON.stringify({ ...rest, 'detail-type': detailType }).length;
};

/**
 * Splits alarms into the fewest lists whose patterns are within the limit.
 * The order stays, so that adding an alarm at the end moves no other alarm to another rule.
 */
export const splitAlarms = (alarms: readonly string[]): string[][] => {
  const lists: string[][] = [];
  for (const alarm of alarms) {
    const last = lists.at(-1);
    if (last !== undefined && patternLength([...last, alarm]) <= PATTERN_CHARACTERS_MAX) last.push(alarm);
    else lists.push([alarm]);
  }
  return lists;
};

/**
 * Allows `fn` to read the states and the history of all alarms.
 * CloudWatch describes composite alarms only to callers with permission for `*` (reference of both actions).
 */
export const grantReadAlarms = (fn: PipelineFunction): void => {
  const actions = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'];
  Grant.addToPrincipal({ grantee: fn, actions, resourceArns: ['*'] });
};

/** Sends the events of the configured alarms, and no others, to the intake queue. */
export class AlarmRules extends Construct {
  constructor(scope: Construct, id: string, { components, to }: AlarmRulesProps) {
    super(scope, id);
    const arnOf = (alarm: string): string =>
      isArn(alarm)
        ? alarm
        : Stack.of(this).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: alarm,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          });
    splitAlarms(alarmsOf({ components })).forEach((list, index) => {
      deliverToQueue(this, `Rule${index + 1}`, pattern(list.map(arnOf)), to);
    });
  }
}
