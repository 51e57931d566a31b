import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export interface RecordsApiProps {
  /** Handles every route without a handler of its own. */
  readonly handler: PipelineFunction;
}

/** The HTTP API. An AWS principal signs every call, and the access log contains it. */
export class RecordsApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, { handler }: RecordsApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName, // without it the APIs of all stages are called Api
      description: 'Notices, maintenance, exclusions, customers and months of sla-credits',
      defaultIntegration: new HttpLambdaIntegration('Records', handler),
      defaultAuthorizer: new HttpIamAuthorizer(),
      createDefaultStage: false,
    });
    const calls = new LogGroup(this, 'Calls', {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
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

  /** Routes `path` and all paths below it to `fn`. The API's authorizer applies to every route. */
  serve(path: string, fn: PipelineFunction): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn);
    for (const route of [path, `${path}/{proxy+}`])
      this.api.addRoutes({ path: route, methods: [HttpMethod.GET, HttpMethod.POST], integration });
  }

  /** Returns the number of 5xx responses, of the gateway and of the functions. */
  metricFailed(props: MetricOptions): Metric {
    return this.api.metricServerError({ statistic: 'Sum', ...props });
  }
}
