import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { deliverToQueue } from './event-delivery.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface AlarmRulesProps {
  /** The components whose alarms are heard: an alarm is an ARN, or a name in the stack's own account and region. */
  readonly components: Config['components'];
  /** Where their events go. */
  readonly to: WatchedQueue;
}

/** The most that EventBridge takes as one rule's pattern, in characters. */
const PATTERN_LIMIT = 2048;

/** As long as an ARN's beginning can get, where only the deployment knows it: `aws-us-gov`, `us-isof-south-1`. */
const LONGEST_ARN_START = 'arn:aws-us-gov:cloudwatch:us-isof-south-1:123456789012:alarm:';

const pattern = (alarmArns: readonly string[]) => ({
  source: ['aws.cloudwatch'],
  // A change of configuration matters when it deletes the alarm: a downtime that has begun would never end.
  detailType: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Configuration Change'],
  resources: [...alarmArns],
});

const isArn = (alarm: string): boolean => alarm.startsWith('arn:');

/** How long the pattern of these alarms can get once deployed, in characters. */
const writtenLength = (alarms: readonly string[]): number => {
  const { detailType, ...rest } = pattern(alarms.map((alarm) => (isArn(alarm) ? alarm : LONGEST_ARN_START + alarm)));
  return JSON.stringify({ ...rest, 'detail-type': detailType }).length;
};

/**
 * Puts alarms into as few lists as keep each list's pattern within the limit. The order stays, so that an alarm that is
 * added last moves no other alarm to another rule.
 */
export const splitAlarms = (alarms: readonly string[]): string[][] => {
  const lists: string[][] = [];
  for (const alarm of alarms) {
    const last = lists.at(-1);
    if (last !== undefined && writtenLength([...last, alarm]) <= PATTERN_LIMIT) last.push(alarm);
    else lists.push([alarm]);
  }
  return lists;
};

/**
 * Lets `fn` read what state alarms are in and what they went through. Of every alarm: CloudWatch tells of composite ones only to
 * whoever may ask for all ("scoped to *", says the reference of both calls).
 */
export const grantReadAlarms = (fn: PipelineFunction): void => {
  const actions = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'];
  Grant.addToPrincipal({ grantee: fn, actions, resourceArns: ['*'] });
};

/** Sends what the configured alarms say, and only that, to the intake. */
export class AlarmRules extends Construct {
  constructor(scope: Construct, id: string, { components, to }: AlarmRulesProps) {
    super(scope, id);
    const arnOf = (alarm: string): string =>
      isArn(alarm)
        ? alarm
        : Stack.of(this).formatArn({
            // the stack's own partition, region and account, which only the deployment knows
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: alarm,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          });
    const alarms = new Set(Object.values(components).flatMap((component) => component.alarms));
    splitAlarms([...alarms]).forEach((list, index) => {
      deliverToQueue(this, `Rule${index + 1}`, pattern(list.map(arnOf)), to);
    });
  }
}
