import { loadConfig } from '../../shared/config/config.ts';
import { ENV, optionalSetting, setting } from '../../shared/config/environment.ts';
import { MAIL_BYTES_MAX } from '../../shared/ingest/mail-message.ts';
import { mailSender } from '../../shared/mail/mail-sender.ts';
import { sendReceipt } from '../../shared/mail/send-receipt.ts';
import { sesUrl } from '../../shared/mail/ses-url.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import { bucketReader } from '../../shared/statements/bucket-reader.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { roleCredentials } from '../lambda/role-credentials.ts';
import { ingestEmail } from './ingest-email.ts';

export const handler = lazyHandler(() => {
  const credentials = roleCredentials();
  const config = loadConfig(slaConfig);
  const { email, receipts = false, templates } = config.notices ?? {};
  const region = setting('AWS_REGION');
  const common = {
    table: openTable(setting(ENV.table)),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  };
  const send = mailSender({
    region,
    credentials,
    configurationSet: optionalSetting(ENV.mailConfigurationSet),
    base: sesUrl(region, process.env),
  });
  return ingestEmail({
    ...common,
    readMail: bucketReader(setting(ENV.statementsBucket), region, credentials, { bytesMax: MAIL_BYTES_MAX }),
    domain: email?.domain,
    answer:
      email === undefined || !receipts
        ? undefined
        : (received) => sendReceipt({ ...common, config, notices: { email, templates }, send }, received),
  });
});
