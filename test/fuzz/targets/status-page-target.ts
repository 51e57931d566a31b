import * as fc from 'fast-check';
import { pollTwilio } from '../../../functions/poll-twilio/poll-twilio.ts';
import {
  webhookBody,
  documentEntries,
  displayedFact,
  displayedComponent,
} from '../../../shared/ingest/statuspage-documents.ts';
import { statuspageFact, parseStatuspageUpdate } from '../../../shared/ingest/statuspage-webhook.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import incidentPayload from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { instant } from '../../support/builders/instant.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { startStatusPage } from '../../support/http/status-page.ts';
import { asText, bodies, type Body } from '../fuzz-bodies.ts';
import { type Attacked, must, orRefused } from '../fuzz-target.ts';
import { startEmulators } from '../in-process-emulators.ts';
import { expectValid, findAndRetract, oneIn } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const PAGE = 'gpkpyklzq55q';
const CODE = 'voicecode001';

const { incident } = incidentPayload;
const documents = {
  incidents: { page: { id: PAGE }, incidents: [incident, { ...incident, id: 'another', incident_updates: [] }] },
  components: {
    page: { id: PAGE },
    components: [
      { id: CODE, name: 'Programmable Voice', status: 'major_outage', updated_at: '2026-10-20T10:00:00.000Z' },
      { id: 'smscode00001', name: 'SMS', status: 'operational', updated_at: '2026-10-20T10:00:00.000Z' },
    ],
  },
};

type Shown = { readonly name: 'incidents' | 'components'; readonly body: Body };

/** Of the documents, one in so many is served by a page, and polled by the whole function. */
const WHOLE = 50;

/** What the poller makes of a document, without its requests: how many of its entries it could read. */
const read = ({ name, body }: Shown): number => {
  const entries = documentEntries(name, PAGE, parseJson(asText(body)));
  if (name === 'components') {
    const shown = displayedComponent(entries, CODE);
    if (shown !== undefined) expectValid(displayedFact('twilio', shown));
    return shown === undefined ? 0 : 1;
  }
  const taken = entries.map((entry) =>
    orRefused(() => parseStatuspageUpdate(parseJson(webhookBody(PAGE, { incident: entry })))),
  );
  const words = taken.flatMap((each) => (each === 'refused' ? [] : each.statuses));
  for (const word of words) expectValid(statuspageFact('twilio', word));
  return taken.filter((each) => each !== 'refused').length;
};

/** The documents of a status page, as its public API gives them. */
export const page: Attacked<Shown> = {
  name: 'status page, polled',
  open: async () => {
    const [emulators, served] = [await startEmulators(), await startStatusPage(PAGE)];
    const { twilio } = aConfig().providers;
    must(twilio !== undefined, 'a page is configured');
    const failures: unknown[] = [];
    const context = {
      table: emulators.table,
      deadLetters: await emulators.queue('refused'),
      sources: { ...aConfig(), providers: { twilio: { statusPage: { id: PAGE, url: served.url } } } },
      telemetry: { count() {}, rejected() {}, note: (_: string, details: unknown) => failures.push(details) },
      clock: () => NOW,
      timeoutMs: 5000,
      pause: async () => {},
    };
    // The page that is served beside a document shows no component of ours: that is found once a day.
    await pollTwilio(context)();
    emulators.writes();
    return {
      inputs: fc.oneof(
        fc.record({ name: fc.constant('incidents' as const), body: bodies(fc.constant(documents.incidents)) }),
        fc.record({ name: fc.constant('components' as const), body: bodies(fc.constant(documents.components)) }),
      ),
      forget: emulators.writes,
      take: async (shown) => {
        const count = orRefused(() => read(shown));
        const answer = count === 'refused' ? 'refused' : count === 0 ? 'ignored' : 'accepted';
        if (!oneIn(WHOLE, asText(shown.body))) return answer;
        served.on[shown.name] = (_, response) => response.end(shown.body.bytes);
        await pollTwilio(context)();
        const writes = emulators.writes();
        must(answer !== 'refused' || writes.length === 0, 'it was refused, and left something', writes);
        await pollTwilio(context)();
        must(emulators.writes().length === 0, 'the same again wrote something');
        await findAndRetract(emulators.table, writes, NOW);
        served.reset();
        return answer;
      },
      stop: async () => {
        await Promise.all([emulators.stop(), served.stop()]);
      },
    };
  },
};
