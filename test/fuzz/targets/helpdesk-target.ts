import * as fc from 'fast-check';
import { ingestNotices } from '../../../functions/ingest-notices/ingest-notices.ts';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import { parseHelpdeskPost } from '../../../shared/ingest/helpdesk-post.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import freshdesk from '../../fixtures/payloads/helpdesk-freshdesk.json' with { type: 'json' };
import intercom from '../../fixtures/payloads/helpdesk-intercom.json' with { type: 'json' };
import zammad from '../../fixtures/payloads/helpdesk-zammad.json' with { type: 'json' };
import zendesk from '../../fixtures/payloads/helpdesk-zendesk.json' with { type: 'json' };
import { instant } from '../../support/builders/instant-text.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { webhookCall } from '../../support/http/requests.ts';
import { expectProblem } from '../expect-problem.ts';
import { bodyOfEvent, bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { assertHolds, type FuzzTarget, orRejected } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { putAcme } from '../put-acme.ts';
import { isSampled } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const OWN = {
  customer: 'acme',
  requester: 'Olive <ops@acme.example>',
  text: 'down',
  receivedAt: '2026-10-14T19:00:00+02:00',
  step: 'claim',
  month: '2026-10',
  ticket: { id: 12, url: 'https://desk.example/12' },
};

/** All inputs are parsed as the handler parses them. One in this many also passes through the whole handler. */
const WHOLE = 10;

/** A new notice, a known one, and a message without a customer. */
const ACCEPTED = new Set([200, 201, 202]);

/** The webhook of help desks. A valid post is a notice of `acme`, or an unmatched message. */
export const helpdeskTarget: FuzzTarget<FuzzBody> = {
  name: 'help desk webhook',
  open: async () => {
    const emulators = await startInProcessEmulators();
    await putAcme(emulators.table);
    const take = ingestNotices({
      table: emulators.table,
      deadLetters: await emulators.queue('notices-refused'),
      secrets: async () => [SECRET],
      signatureSecrets: async () => ({}),
      telemetry: silentTelemetry,
      clock: () => NOW,
    });
    const deliver = async (body: FuzzBody) => {
      const answer = await take({ ...webhookCall(''), ...bodyOfEvent(body) });
      return { answer, writes: emulators.writes() };
    };
    return {
      inputs: fuzzBodies(fc.constantFrom<unknown>(OWN, zendesk, zammad, freshdesk, intercom)),
      forget: emulators.writes,
      take: async (body) => {
        const text = bodyText(body);
        const message = orRejected(() => parseHelpdeskPost(parseJson(text), NOW));
        if (message !== 'refused') {
          const { receivedAt, recognizedAt } = message;
          assertHolds(recognizedAt <= receivedAt && receivedAt <= NOW, 'an instant in the future', message);
        }
        if (!isSampled(WHOLE, text)) return message === 'refused' ? message : 'accepted';
        const { answer, writes } = await deliver(body);
        if (!ACCEPTED.has(answer.statusCode ?? 0)) {
          expectProblem(answer);
          assertHolds(writes.length === 0, 'a rejected post stored something', { answer, writes });
          return 'refused';
        }
        const again = await deliver(body);
        const isKnown = again.answer.statusCode === (answer.statusCode === 202 ? 202 : 200);
        assertHolds(isKnown, 'the repeated post has another effect', again);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
