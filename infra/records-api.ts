import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { RouteKey } from '../shared/config/api-routes.ts';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

/**
 * The HTTP API. An AWS principal signs every call, and the access log contains it.
 * It has no route for all other paths: IAM authorises the route that the handler dispatches.
 */
export class RecordsApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName, // without it the APIs of all stages are called Api
      description: 'Notices, maintenance, exclusions, customers and months of sla-credits',
      defaultAuthorizer: new HttpIamAuthorizer(),
      createDefaultStage: false,
    });
    const calls = new LogGroup(this, 'Calls', {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN, // who called is evidence, and outlives the stack,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 }, // above an import of customers, below an endless loop
      accessLogSettings: {
        destination: new LogGroupLogDestination(calls),
        format: AccessLogFormat.custom(
          JSON.stringify({
            at: '$context.requestTimeEpoch',
            by: '$context.identity.userArn',
            from: '$context.identity.sourceIp',
            request: '$context.httpMethod $context.path',
            requestId: '$context.requestId',
            status: '$context.status',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    this.url = stage.url;
  }

  /** Routes calls to `fn`. The API's authorizer applies to every route. */
  serve(routes: readonly RouteKey[], fn: PipelineFunction): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn);
    for (const route of routes) {
      const [, path = ''] = route.split(' ');
      const methods = Object.values(HttpMethod).filter((method) => route.startsWith(`${method} `));
      this.api.addRoutes({ path, methods, integration });
    }
  }

  /** Returns the number of 5xx responses, of the gateway and of the functions. */
  metricFailed(props: MetricOptions): Metric {
    return this.api.metricServerError({ statistic: 'Sum', ...props });
  }
}
