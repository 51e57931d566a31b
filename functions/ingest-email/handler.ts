import { ENV, setting } from '../../shared/config/environment.ts';
import { loadNoticeDoors } from '../../shared/config/notice-doors.ts';
import { MAIL_BYTES_MAX } from '../../shared/ingest/mail-message.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import { mailReader } from '../../shared/statements/mail-reader.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { ingestEmail } from './ingest-email.ts';

export const handler = lazyHandler(() => {
  const credentials = {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    sessionToken: setting('AWS_SESSION_TOKEN'),
  };
  return ingestEmail({
    table: openTable(setting(ENV.table)),
    readMail: mailReader(setting(ENV.statementsBucket), setting('AWS_REGION'), credentials, MAIL_BYTES_MAX),
    domain: loadNoticeDoors(slaConfig.notices).email?.domain,
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  });
});
