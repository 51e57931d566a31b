import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { loadConfig } from '../../shared/config/config.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { monitorSources } from './monitor-sources.ts';

export const handler = lazyHandler(() => {
  const config = loadConfig(slaConfig);
  const { components, closing } = config;
  const clients = new Map<string, CloudWatchClient>();
  return monitorSources({
    table: openTable(setting(ENV.table)),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    closing,
    config,
    cloudWatch: (region) => {
      const client = clients.get(region) ?? new CloudWatchClient({ region, maxAttempts: 5 });
      clients.set(region, client);
      return client;
    },
    sources: { components },
    own: { region: setting('AWS_REGION'), account: setting(ENV.account) },
  });
});
