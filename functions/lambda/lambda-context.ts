import { type Deployment, monthReader } from '../../shared/closing/load-month.ts';
import { loadConfig } from '../../shared/config/config.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from './lambda-telemetry.ts';

/** Returns the context of the deployed functions that evaluate months. */
export const lambdaContext = () => {
  const table = openTable(setting(ENV.table));
  const deployment: Deployment = {
    config: loadConfig(slaConfig),
    stage: setting(ENV.stage),
    region: setting('AWS_REGION'),
    account: setting(ENV.account),
  };
  return {
    table,
    deployment,
    monthOf: monthReader(table, deployment),
    telemetry: lambdaTelemetry(deployment.stage),
    clock: Date.now,
  };
};
