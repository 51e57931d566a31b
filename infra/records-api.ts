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
  /** Answers every route that nobody else does. */
  readonly handler: PipelineFunction;
}

/** The API of the support desk and the CRM: every call is signed by an AWS principal, and logged with it. */
export class RecordsApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, { handler }: RecordsApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName, // need not be unique; without it those of all stages are called Api
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
      throttle: { rateLimit: 50, burstLimit: 100 }, // a CRM that imports its customers stays below; a loop gone wild does not
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

  /** Lets `fn` answer `path` and all below it, to whoever signs: the API's authorizer asks of every route. */
  serve(path: string, fn: PipelineFunction): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn);
    for (const route of [path, `${path}/{proxy+}`])
      this.api.addRoutes({ path: route, methods: [HttpMethod.GET, HttpMethod.POST], integration });
  }

  /** How many calls were answered with 5xx: ours to mend, where the function failed and where it said so itself. */
  metricFailed(props: MetricOptions): Metric {
    return this.api.metricServerError({ statistic: 'Sum', ...props });
  }
}
