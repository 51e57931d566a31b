import * as fc from 'fast-check';
import { ingestTwilio } from '../../../functions/ingest-twilio/ingest-twilio.ts';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { instant } from '../../support/builders/instant-text.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { statuspageFact, parseStatuspageUpdate } from '../../../shared/ingest/statuspage-webhook.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { webhookCall } from '../../support/http/requests.ts';
import { bodyOfEvent, bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { hostileText } from '../hostile-values.ts';
import { expectProblem } from '../expect-problem.ts';
import { expectValidFact, expectRetractable, isSampled } from '../stored-fact-checks.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const PREVIOUS = 'the-secret-before';

type Call = { readonly body: FuzzBody; readonly method: string; readonly path: string };

const calls: fc.Arbitrary<Call> = fc.record({
  body: fuzzBodies(fc.constantFrom<unknown>(component, incident)),
  method: fc.oneof({ weight: 30, arbitrary: fc.constant('POST') }, fc.constantFrom('GET', 'PUT', 'TRACE', 'post', '')),
  path: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(`/${SECRET}`, `/${PREVIOUS}`) },
    hostileText.map((text) => `/${text}`),
    hostileText.map((text) => `/${SECRET}${text}`),
  ),
});

/** All inputs are parsed as the handler parses them. One in this many also passes through the whole handler. */
const WHOLE = 10;

const read = (body: string): unknown => {
  const { statuses } = parseStatuspageUpdate(parseJson(body));
  for (const status of statuses) expectValidFact(statuspageFact('twilio', status));
  return statuses;
};

/** The webhook of the status page during a rotation of its secret. */
export const webhookTarget: FuzzTarget<Call> = {
  name: 'twilio webhook',
  open: async () => {
    const emulators = await startInProcessEmulators();
    const take = ingestTwilio({
      table: emulators.table,
      deadLetters: await emulators.queue('webhook-refused'),
      sources: aConfig(),
      secrets: async () => [SECRET, PREVIOUS],
      telemetry: silentTelemetry,
      clock: () => NOW,
    });
    const deliver = async ({ body, method, path }: Call) => {
      const event = { ...webhookCall('', { method, path }), ...bodyOfEvent(body) };
      const answer = await take(event);
      return { answer: typeof answer === 'string' ? {} : answer, writes: emulators.writes() };
    };
    return {
      inputs: calls,
      forget: emulators.writes,
      take: async (call) => {
        const body = bodyText(call.body);
        const said = orRejected(() => read(body));
        if (!isSampled(WHOLE, body)) return said === 'refused' ? said : 'accepted';
        const { answer, writes } = await deliver(call);
        if (answer.statusCode !== 200) {
          expectProblem(answer);
          assertHolds(writes.length === 0, 'a rejected call stored something', { answer, writes });
          return 'refused';
        }
        const isKnown = call.path.endsWith(`/${SECRET}`) || call.path.endsWith(`/${PREVIOUS}`);
        assertHolds(isKnown && call.method === 'POST', 'a call without the secret was accepted', call.path);
        const again = await deliver(call);
        assertHolds(
          again.answer.statusCode === 200 && again.writes.length === 0,
          'the repeated call has another effect',
          again,
        );
        if (writes.every((key) => key.startsWith('payload#'))) return 'ignored';
        await expectRetractable(emulators.table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
