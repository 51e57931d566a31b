import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { ingestCloudWatch } from '../../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import composite from '../../fixtures/payloads/alarm-composite.json' with { type: 'json' };
import deleted from '../../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import manual from '../../fixtures/payloads/alarm-manual.json' with { type: 'json' };
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import { instant } from '../../support/builders/instant.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { parseHealthEvent } from '../../../shared/ingest/aws-health.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import { aConfig, OWN_ACCOUNT } from '../../support/builders/product-config.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { asText, bodies, type Body } from '../fuzz-bodies.ts';
import { type Attacked, must, orRefused } from '../fuzz-target.ts';
import { startEmulators } from '../in-process-emulators.ts';
import { expectValid, findAndRetract, oneIn } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');
/** All inputs are read as the handler reads them; one in so many, read or refused, goes through the whole handler. */
const WHOLE = 10;

const read = (body: string): unknown => {
  const event = parseJson(body);
  const { 'detail-type': type } = parse(z.object({ 'detail-type': z.string() }), event);
  if (type === 'AWS Health Event') return parseHealthEvent(event);
  const fact = parseAlarmEvent(event);
  if (fact !== undefined) expectValid(fact);
  return fact ?? 'nothing';
};

/** The intake queue: alarms of CloudWatch's and events of AWS Health. */
export const eventbridge: Attacked<Body> = {
  name: 'eventbridge',
  open: async () => {
    const emulators = await startEmulators();
    const refused: string[] = [];
    const take = ingestCloudWatch({
      table: emulators.table,
      deadLetters: await emulators.queue('intake-refused'),
      sources: aConfig(),
      own: OWN_ACCOUNT,
      telemetry: {
        count() {},
        rejected: (_, { faults }) => refused.push(...faults.map(({ rule }) => rule)),
        note() {},
      },
      clock: () => NOW,
    });
    const deliver = async (body: string): Promise<readonly string[]> => {
      const { batchItemFailures } = await take(sqsBatch(body));
      must(batchItemFailures.length === 0, 'it would be tried again, for ever');
      return emulators.writes();
    };
    return {
      inputs: bodies(fc.constantFrom<unknown>(composite, deleted, manual, metric, metric, health, health)),
      forget: emulators.writes,
      take: async (input) => {
        const body = asText(input);
        const said = orRefused(() => read(body));
        if (!oneIn(WHOLE, body)) return said === 'refused' ? said : said === 'nothing' ? 'ignored' : 'accepted';
        refused.length = 0;
        const writes = await deliver(body);
        if (refused.length > 0) {
          must(writes.length === 0, 'it was refused, and left something', { refused, writes });
          return 'refused';
        }
        if (writes.length === 0) return 'ignored';
        must((await deliver(body)).length === 0, 'the same again wrote something');
        await findAndRetract(emulators.table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
