import type { SQSEvent } from 'aws-lambda';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { recordMailEvent } from '../../shared/mail/record-mail-event.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

/** Records the bounces and complaints that SES reports. An event that is not of SES moves to the dead-letter queue after its attempts. */
export const recordMailEvents =
  (context: { readonly table: Table; readonly telemetry: Telemetry }) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body } of event.Records) {
      try {
        await recordMailEvent(context, parseJson(body));
      } catch (error) {
        if (error instanceof InvalidInput) context.telemetry.rejected('mail-events', error);
        throw error;
      }
    }
  };
