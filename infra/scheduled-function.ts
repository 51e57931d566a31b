import { type Duration, Stack } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ScheduledFunctionProps {
  readonly of: PipelineFunction;
  /** The interval between two runs. The first run starts with the deployment. */
  readonly interval: Duration;
  /**
   * Retries of a failed run, before the next run is due.
   * @default 0 - the next run does the remaining work
   */
  readonly retryAttempts?: number;
}

/** Invokes a function regularly. Its runs are idempotent, and each does the work of a missing one. */
export class ScheduledFunction extends Construct {
  constructor(scope: Construct, id: string, { of: fn, interval, retryAttempts = 0 }: ScheduledFunctionProps) {
    super(scope, id);
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }) });
    const actions = ['lambda:InvokeFunction'];
    Grant.addToPrincipal({ grantee: role, actions, resourceArns: [fn.functionArn] });

    fn.configureAsyncInvoke({ retryAttempts, maxEventAge: interval });
    const retryPolicy = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: interval.toSeconds() };
    new Schedule(this, 'Schedule', {
      description: `Invokes ${fn.node.id} every ${interval.toHumanString()}`,
      schedule: ScheduleExpression.rate(interval),
      // The CDK's target would allow its role to invoke every version.
      target: { bind: () => ({ arn: fn.functionArn, role, retryPolicy }) },
    });
  }
}
