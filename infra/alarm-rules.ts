import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
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

/** Bytes of a queue's policy: a limit of SQS. The intake queue's policy lists the ARN of every rule. */
const QUEUE_POLICY_BYTES_MAX = 8192;

/** Bytes of the policy without the alarm rules' ARNs: the statements, and the ARN of the Health rule. */
const POLICY_BASE_BYTES_MAX = 700;

/** The longest region of the commercial partition, and the longest logical id of a rule. */
const REGION_MAX = 'ap-southeast-1';
const RULE_ID_MAX = 'AlarmRulesRule999ABCDEF01';

/** Characters of a rule's name: a limit of EventBridge. CloudFormation appends a hyphen and 12 characters. */
const RULE_NAME_CHARACTERS_MAX = 64;

/**
 * Returns the greatest length in bytes of the intake queue's policy with so many rules.
 * CloudFormation would reject a longer policy in the middle of a deployment.
 */
const queuePolicyLength = ({ stackName, region }: Stack, rules: number): number => {
  const name = `${stackName}-${RULE_ID_MAX}-${'X'.repeat(12)}`.slice(0, RULE_NAME_CHARACTERS_MAX);
  const arn = `arn:aws:events:${Token.isUnresolved(region) ? REGION_MAX : region}:123456789012:rule/${name}`;
  return POLICY_BASE_BYTES_MAX + rules * `"${arn}",`.length;
};

/**
 * Allows `fn` to read the states and the history of all alarms.
 * CloudWatch describes composite alarms only to callers with permission for `*` (reference of both actions).
 */
export const grantReadAlarms = (fn: PipelineFunction): void => {
  const actions = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'];
  Grant.addToPrincipal({ grantee: fn, actions, resourceArns: ['*'] });
};

/**
 * Sends the events of the configured alarms, and no others, to the intake queue.
 * Throws for more alarms than the queue's policy can list.
 */
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
    const alarms = alarmsOf({ components });
    const lists = splitAlarms(alarms);
    const policyLength = queuePolicyLength(Stack.of(this), lists.length);
    if (policyLength > QUEUE_POLICY_BYTES_MAX)
      throw new Error(
        `${alarms.length} alarms are too many: their ${lists.length} rules make the intake queue's policy ` +
          `${policyLength} bytes long, and SQS allows ${QUEUE_POLICY_BYTES_MAX}. ` +
          'Combine alarms of a component into composite alarms, or use shorter names',
      );
    lists.forEach((list, index) => {
      deliverToQueue(this, `Rule${index + 1}`, pattern(list.map(arnOf)), to);
    });
  }
}
