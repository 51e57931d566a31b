import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { BUNDLING, handlerPath } from './bundling.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';

export interface PipelineFunctionProps {
  /** The folder under functions/ with the `handler`. It is also the default service name of Powertools. */
  readonly name: string;
  /** The stage is part of the source of every billing message. */
  readonly stage: string;
  readonly timeout: Duration;
  /**
   * Memory in MB. The share of a processor grows with it.
   * @default 512
   */
  readonly memorySize?: number;
}

/** A Lambda function of the pipeline: one bundle, traced, with its own log group and a role without default permissions. */
export class PipelineFunction extends NodejsFunction {
  readonly executionRole: Role;
  /** The folder under functions/. */
  readonly name: string;

  constructor(scope: Construct, id: string, { name, stage, timeout, memorySize = 512 }: PipelineFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN, // an audit needs the logs of a stack that was deleted
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    acknowledgeFinding(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray accepts trace segments only for all resources.');
    super(scope, id, {
      entry: handlerPath(name),
      handler: 'handler',
      depsLockFilePath: fileURLToPath(new URL('../package-lock.json', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: {
        [ENV.stage]: stage,
        [ENV.account]: Stack.of(scope).account,
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: 'sla-credits',
      },
      bundling: BUNDLING,
    });
    this.executionRole = role;
    this.name = name;
  }
}
