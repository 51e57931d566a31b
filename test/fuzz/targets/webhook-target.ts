import * as fc from 'fast-check';
import { ingestTwilio } from '../../../functions/ingest-twilio/ingest-twilio.ts';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { instant } from '../../support/builders/instant.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { statuspageFact, parseStatuspageUpdate } from '../../../shared/ingest/statuspage-webhook.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { webhookCall } from '../../support/http/requests.ts';
import { asEvent, asText, bodies, type Body } from '../fuzz-bodies.ts';
import { type Attacked, must, orRefused } from '../fuzz-target.ts';
import { startEmulators } from '../in-process-emulators.ts';
import { hostileText } from '../hostile-values.ts';
import { expectProblem } from '../expect-problem.ts';
import { expectValid, findAndRetract, oneIn } from '../stored-fact-checks.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const PREVIOUS = 'the-secret-before';

type Call = { readonly body: Body; readonly method: string; readonly path: string };

const calls: fc.Arbitrary<Call> = fc.record({
  body: bodies(fc.constantFrom<unknown>(component, incident)),
  method: fc.oneof({ weight: 30, arbitrary: fc.constant('POST') }, fc.constantFrom('GET', 'PUT', 'TRACE', 'post', '')),
  path: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(`/${SECRET}`, `/${PREVIOUS}`) },
    hostileText.map((text) => `/${text}`),
    hostileText.map((text) => `/${SECRET}${text}`),
  ),
});

/** All inputs are read as the handler reads them; one in so many, read or refused, goes through the whole handler. */
const WHOLE = 10;

const read = (body: string): unknown => {
  const { statuses } = parseStatuspageUpdate(parseJson(body));
  for (const status of statuses) expectValid(statuspageFact('twilio', status));
  return statuses;
};

/** The webhook of the status page, while its secret is rotated. */
export const twilio: Attacked<Call> = {
  name: 'twilio webhook',
  open: async () => {
    const emulators = await startEmulators();
    const take = ingestTwilio({
      table: emulators.table,
      deadLetters: await emulators.queue('webhook-refused'),
      sources: aConfig(),
      secrets: async () => [SECRET, PREVIOUS],
      telemetry: silentTelemetry,
      clock: () => NOW,
    });
    const deliver = async ({ body, method, path }: Call) => {
      const event = { ...webhookCall('', { method, path }), ...asEvent(body) };
      const answer = await take(event);
      return { answer: typeof answer === 'string' ? {} : answer, writes: emulators.writes() };
    };
    return {
      inputs: calls,
      forget: emulators.writes,
      take: async (call) => {
        const body = asText(call.body);
        const said = orRefused(() => read(body));
        if (!oneIn(WHOLE, body)) return said === 'refused' ? said : 'accepted';
        const { answer, writes } = await deliver(call);
        if (answer.statusCode !== 200) {
          expectProblem(answer);
          must(writes.length === 0, 'it was refused, and left something', { answer, writes });
          return 'refused';
        }
        const isKnown = call.path.endsWith(`/${SECRET}`) || call.path.endsWith(`/${PREVIOUS}`);
        must(isKnown && call.method === 'POST', 'somebody came in who may not', call.path);
        const again = await deliver(call);
        must(again.answer.statusCode === 200 && again.writes.length === 0, 'the same again is not the same', again);
        if (writes.every((key) => key.startsWith('payload#'))) return 'ignored';
        await findAndRetract(emulators.table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
