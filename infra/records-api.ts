import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RouteKey } from '../shared/config/api-routes.ts';
import { addRoutes } from './add-routes.ts';
import { addLoggedStage } from './add-logged-stage.ts';
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
    this.url = addLoggedStage(this, {
      httpApi: this.api,
      throttle: { rateLimit: 50, burstLimit: 100 }, // above an import of customers, below an endless loop
      call: {
        by: '$context.identity.userArn',
        from: '$context.identity.sourceIp',
        request: '$context.httpMethod $context.path',
      },
    }).url;
  }

  /** Routes calls to `fn`. The API's authorizer applies to every route. */
  serve(routes: readonly RouteKey[], fn: PipelineFunction): void {
    addRoutes(this.api, routes, fn);
  }

  /** Returns the number of 5xx responses, of the gateway and of the functions. */
  metricFailed(props: MetricOptions): Metric {
    return this.api.metricServerError({ statistic: 'Sum', ...props });
  }
}
