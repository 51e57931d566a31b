import { apiHandler } from '../../../shared/api/app.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aDeployment } from '../../support/builders/product-config.ts';
import { apiCall } from '../../support/http/requests.ts';
import { bodyOfEvent } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { expectRetractable } from '../stored-fact-checks.ts';
import { expectProblem } from '../expect-problem.ts';
import { type FuzzApiCall, fuzzApiCalls, CUSTOMERS, fuzzCustomerRecord } from './api-calls.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

const NOW = instant('2026-10-20T12:00:00Z');

/** All calls of the HTTP API, through the whole handler. */
export const apiTarget: FuzzTarget<FuzzApiCall> = {
  name: 'records (HTTP API)',
  open: async () => {
    const emulators = await startInProcessEmulators();
    const { table } = emulators;
    const deployment = aDeployment();
    const handle = apiHandler({
      table,
      closing: await emulators.queue('closing'),
      deployment,
      monthOf: monthReader(table, deployment),
      telemetry: silentTelemetry,
      clock: () => NOW,
    });
    const deliver = async ({ method, path, body }: FuzzApiCall) => {
      const event = { ...apiCall(method, path), ...(body === undefined ? {} : bodyOfEvent(body)) };
      return { answer: await handle(event), writes: emulators.writes() };
    };
    for (const customer of CUSTOMERS)
      await handle(apiCall('PUT', `/customers/${customer}`, fuzzCustomerRecord(customer)));
    emulators.writes();
    return {
      inputs: fuzzApiCalls,
      forget: emulators.writes,
      take: async (call) => {
        const { answer, writes } = await deliver(call);
        if (answer.statusCode >= 300) {
          expectProblem(answer, call.method === 'HEAD');
          // A rejected contradiction is stored as a payload, for disputes. Its list entry has no fact, and changes no amount.
          const kept = writes.filter((key) => answer.statusCode !== 409 || !/^(?:payload|list)#/.test(key));
          assertHolds(kept.length === 0, 'a rejected call stored something', { answer, writes });
          return 'refused';
        }
        if (call.method === 'GET') {
          assertHolds(writes.length === 0, 'a reader wrote', writes);
          const [, customer] = /^\/customers\/([^/]+)\/months\/[0-9-]+$/.exec(call.path) ?? [];
          const own = new RegExp(`^\\{"customer":"${customer?.replaceAll('.', '\\.')}"`);
          assertHolds(customer === undefined || own.test(answer.body), "another's statement", answer);
          return 'ignored';
        }
        const again = await deliver(call);
        assertHolds(
          again.answer.statusCode < 300 && again.writes.length === 0,
          'the repeated call has another effect',
          again,
        );
        await expectRetractable(table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
