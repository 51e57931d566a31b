import { loadConfig } from '../../shared/config/config.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { mailSender } from '../../shared/mail/mail-sender.ts';
import { sesUrl } from '../../shared/mail/ses-url.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import { bucketReader } from '../../shared/statements/bucket-reader.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { roleCredentials } from '../lambda/role-credentials.ts';
import { mailStatements } from './mail-statements.ts';

export const handler = lazyHandler(() => {
  const credentials = roleCredentials();
  const region = setting('AWS_REGION');
  const config = loadConfig(slaConfig);
  const { email, templates } = config.notices ?? {};
  if (email === undefined) throw new Error('sla.config.ts has no notices.email, the sender of statements');
  return mailStatements({
    table: openTable(setting(ENV.table)),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    config,
    notices: { email, templates },
    readPage: bucketReader(setting(ENV.statementsBucket), region, credentials),
    send: mailSender({
      region,
      credentials,
      configurationSet: setting(ENV.mailConfigurationSet),
      base: sesUrl(region, process.env),
    }),
  });
});
