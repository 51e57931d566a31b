import { type Duration, Stack } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ScheduledFunctionProps {
  readonly of: PipelineFunction;
  /** How long there is from one run to the next. The first one comes as soon as the schedule is deployed. */
  readonly every: Duration;
  /**
   * How often a run that failed is tried again; never once the next one is due.
   * @default 0 - the next one does what this one left
   */
  readonly retryAttempts?: number;
}

/** Calls a function again and again. A run that comes twice, or not at all, changes nothing that the next one does not put right. */
export class ScheduledFunction extends Construct {
  constructor(scope: Construct, id: string, { of: fn, every, retryAttempts = 0 }: ScheduledFunctionProps) {
    super(scope, id);
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }) });
    const actions = ['lambda:InvokeFunction'];
    Grant.addToPrincipal({ grantee: role, actions, resourceArns: [fn.functionArn] });

    fn.configureAsyncInvoke({ retryAttempts, maxEventAge: every });
    const retryPolicy = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: every.toSeconds() };
    new Schedule(this, 'Schedule', {
      description: `Calls ${fn.node.id} every ${every.toHumanString()}`,
      schedule: ScheduleExpression.rate(every),
      // The target of the CDK's own would let its role call every version too.
      target: { bind: () => ({ arn: fn.functionArn, role, retryPolicy }) },
    });
  }
}
