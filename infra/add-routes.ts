import { type HttpApi, HttpMethod, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { RouteKey } from '../shared/config/api-routes.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** Routes calls of an API to `fn`. */
export const addRoutes = (api: HttpApi, routes: readonly RouteKey[], fn: PipelineFunction): HttpRoute[] => {
  const integration = new HttpLambdaIntegration(fn.node.id, fn);
  return routes.flatMap((route) => {
    const [, path = ''] = route.split(' ');
    const methods = Object.values(HttpMethod).filter((method) => route.startsWith(`${method} `));
    return api.addRoutes({ path, methods, integration });
  });
};
