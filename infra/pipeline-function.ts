import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { BUNDLING, entryOf } from './bundling.ts';
import { acknowledge } from './cdk-nag.ts';

export interface PipelineFunctionProps {
  /** The folder under functions/ whose `handler.ts` exports `handler`; also the service's name for Powertools, where the code gives none. */
  readonly name: string;
  /** Part of the source of every billing message. */
  readonly stage: string;
  /** How long one invocation may take. */
  readonly timeout: Duration;
  /**
   * Memory in MB; the share of a processor grows with it.
   * @default 512
   */
  readonly memorySize?: number;
}

/** One Lambda function of the pipeline: bundled whole, traced, with logs of its own and a role that may only what it was granted. */
export class PipelineFunction extends NodejsFunction {
  readonly executionRole: Role;
  /** The folder under functions/. */
  readonly name: string;

  constructor(scope: Construct, id: string, { name, stage, timeout, memorySize = 512 }: PipelineFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.SIX_MONTHS, // the evidence is in the table, with no end; logs serve whoever looks into a run
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray takes trace segments under no narrower resource.');
    super(scope, id, {
      entry: entryOf(name),
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
