import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { ingestCloudWatch } from '../../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import composite from '../../fixtures/payloads/alarm-composite.json' with { type: 'json' };
import deleted from '../../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import manual from '../../fixtures/payloads/alarm-manual.json' with { type: 'json' };
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import { instant } from '../../support/builders/instant-text.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { parseHealthEvent } from '../../../shared/ingest/aws-health.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import { aConfig, OWN_ACCOUNT } from '../../support/builders/product-config.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { expectValidFact, expectRetractable, isSampled } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');
/** All inputs are parsed as the handler parses them. One in this many also passes through the whole handler. */
const WHOLE = 10;

const read = (body: string): unknown => {
  const event = parseJson(body);
  const { 'detail-type': type } = parse(z.object({ 'detail-type': z.string() }), event);
  if (type === 'AWS Health Event') return parseHealthEvent(event);
  const fact = parseAlarmEvent(event);
  if (fact !== undefined) expectValidFact(fact);
  return fact ?? 'nothing';
};

/** The intake queue: CloudWatch alarms and AWS Health events. */
export const eventbridgeTarget: FuzzTarget<FuzzBody> = {
  name: 'eventbridge',
  open: async () => {
    const emulators = await startInProcessEmulators();
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
      assertHolds(batchItemFailures.length === 0, 'the message would be retried for ever');
      return emulators.writes();
    };
    return {
      inputs: fuzzBodies(fc.constantFrom<unknown>(composite, deleted, manual, metric, metric, health, health)),
      forget: emulators.writes,
      take: async (input) => {
        const body = bodyText(input);
        const said = orRejected(() => read(body));
        if (!isSampled(WHOLE, body)) return said === 'refused' ? said : said === 'nothing' ? 'ignored' : 'accepted';
        refused.length = 0;
        const writes = await deliver(body);
        if (refused.length > 0) {
          assertHolds(writes.length === 0, 'a rejected event stored something', { refused, writes });
          return 'refused';
        }
        if (writes.length === 0) return 'ignored';
        assertHolds((await deliver(body)).length === 0, 'the repeated event wrote something');
        await expectRetractable(emulators.table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
