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
import { instant } from '../../support/builders/instant-text.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { startStatusPage } from '../../support/http/status-page.ts';
import { bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { expectValidFact, expectRetractable, isSampled } from '../stored-fact-checks.ts';

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

type Shown = { readonly name: 'incidents' | 'components'; readonly body: FuzzBody };

/** One document in this many is served by a page and polled by the whole function. */
const WHOLE = 50;

/** Parses a document as the poller does. Returns the number of valid entries. */
const read = ({ name, body }: Shown): number => {
  const entries = documentEntries(name, PAGE, parseJson(bodyText(body)));
  if (name === 'components') {
    const shown = displayedComponent(entries, CODE);
    if (shown !== undefined) expectValidFact(displayedFact('twilio', shown));
    return shown === undefined ? 0 : 1;
  }
  const taken = entries.map((entry) =>
    orRejected(() => parseStatuspageUpdate(parseJson(webhookBody(PAGE, { incident: entry })))),
  );
  const words = taken.flatMap((each) => (each === 'refused' ? [] : each.statuses));
  for (const word of words) expectValidFact(statuspageFact('twilio', word));
  return taken.filter((each) => each !== 'refused').length;
};

/** The documents of a status page's public API. */
export const statusPageTarget: FuzzTarget<Shown> = {
  name: 'status page, polled',
  open: async () => {
    const [emulators, served] = [await startInProcessEmulators(), await startStatusPage(PAGE)];
    const { twilio } = aConfig().providers;
    assertHolds(twilio !== undefined, 'a page is configured');
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
    // The served page lacks our component, which the poller notes once a day.
    await pollTwilio(context)();
    emulators.writes();
    return {
      inputs: fc.oneof(
        fc.record({ name: fc.constant('incidents' as const), body: fuzzBodies(fc.constant(documents.incidents)) }),
        fc.record({ name: fc.constant('components' as const), body: fuzzBodies(fc.constant(documents.components)) }),
      ),
      forget: emulators.writes,
      take: async (shown) => {
        const count = orRejected(() => read(shown));
        const answer = count === 'refused' ? 'refused' : count === 0 ? 'ignored' : 'accepted';
        if (!isSampled(WHOLE, bodyText(shown.body))) return answer;
        served.on[shown.name] = (_, response) => response.end(shown.body.bytes);
        await pollTwilio(context)();
        const writes = emulators.writes();
        assertHolds(answer !== 'refused' || writes.length === 0, 'a rejected document stored something', writes);
        await pollTwilio(context)();
        assertHolds(emulators.writes().length === 0, 'the repeated document wrote something');
        await expectRetractable(emulators.table, writes, NOW);
        served.reset();
        return answer;
      },
      stop: async () => {
        await Promise.all([emulators.stop(), served.stop()]);
      },
    };
  },
};
