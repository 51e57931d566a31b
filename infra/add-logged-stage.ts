import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type HttpApi, HttpStage, LogGroupLogDestination, type ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface LoggedStageProps {
  readonly httpApi: HttpApi;
  readonly throttle: ThrottleSettings;
  /** The fields of the access log that identify the caller and the call. */
  readonly call: Readonly<Record<string, string>>;
}

/** Adds the default stage of an API. Its log of calls outlives the stack, since the callers are evidence. */
export const addLoggedStage = (scope: Construct, { httpApi, throttle, call }: LoggedStageProps): HttpStage => {
  const calls = new LogGroup(scope, 'Calls', {
    retention: RetentionDays.SIX_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const format = {
    at: '$context.requestTimeEpoch',
    ...call,
    requestId: '$context.requestId',
    status: '$context.status',
    error: '$context.integrationErrorMessage',
  };
  return new HttpStage(scope, 'Stage', {
    httpApi,
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(calls),
      format: AccessLogFormat.custom(JSON.stringify(format)),
    },
  });
};
