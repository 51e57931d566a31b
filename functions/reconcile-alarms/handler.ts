import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { loadConfig } from '../../shared/config/config.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { sendsMail } from '../../shared/config/notice-doors.ts';
import { mailAccountReader } from '../../shared/mail/mail-account.ts';
import { sesUrl } from '../../shared/mail/ses-url.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { roleCredentials } from '../lambda/role-credentials.ts';
import { monitorSources } from './monitor-sources.ts';

export const handler = lazyHandler(() => {
  const config = loadConfig(slaConfig);
  const { components, closing } = config;
  const region = setting('AWS_REGION');
  const readMailAccount = mailAccountReader({
    region,
    credentials: roleCredentials(),
    base: sesUrl(region, process.env),
  });
  const clients = new Map<string, CloudWatchClient>();
  return monitorSources({
    table: openTable(setting(ENV.table)),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    closing,
    config,
    cloudWatch: (of) => {
      const client = clients.get(of) ?? new CloudWatchClient({ region: of, maxAttempts: 5 });
      clients.set(of, client);
      return client;
    },
    sources: { components },
    readMailAccount: sendsMail(config.notices) ? readMailAccount : undefined,
    own: { region, account: setting(ENV.account) },
  });
});
