import { ENV, setting } from '../../shared/config/environment.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { recordMailEvents } from './record-mail-events.ts';

export const handler = lazyHandler(() =>
  recordMailEvents({ table: openTable(setting(ENV.table)), telemetry: lambdaTelemetry(setting(ENV.stage)) }),
);
