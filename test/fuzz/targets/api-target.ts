import { apiHandler } from '../../../shared/api/app.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { instant } from '../../support/builders/instant.ts';
import { aDeployment } from '../../support/builders/product-config.ts';
import { apiCall } from '../../support/http/requests.ts';
import { asEvent } from '../fuzz-bodies.ts';
import { type Attacked, must } from '../fuzz-target.ts';
import { startEmulators } from '../in-process-emulators.ts';
import { findAndRetract } from '../stored-fact-checks.ts';
import { expectProblem } from '../expect-problem.ts';
import { type ApiCall, calls, CUSTOMERS, profileOf } from './api-calls.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';

const NOW = instant('2026-10-20T12:00:00Z');

/** The HTTP API, all its calls, through the whole handler. */
export const api: Attacked<ApiCall> = {
  name: 'records (HTTP API)',
  open: async () => {
    const emulators = await startEmulators();
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
    const deliver = async ({ method, path, body }: ApiCall) => {
      const event = { ...apiCall(method, path), ...(body === undefined ? {} : asEvent(body)) };
      return { answer: await handle(event), writes: emulators.writes() };
    };
    for (const customer of CUSTOMERS) await handle(apiCall('PUT', `/customers/${customer}`, profileOf(customer)));
    emulators.writes();
    return {
      inputs: calls,
      forget: emulators.writes,
      take: async (call) => {
        const { answer, writes } = await deliver(call);
        if (answer.statusCode >= 300) {
          expectProblem(answer, call.method === 'HEAD');
          // What contradicts what stands is kept as it came, for disputes.
          const kept = writes.filter((key) => answer.statusCode !== 409 || !key.startsWith('payload#'));
          must(kept.length === 0, 'it was refused, and left something', { answer, writes });
          return 'refused';
        }
        if (call.method === 'GET') {
          must(writes.length === 0, 'a reader wrote', writes);
          const [, customer] = /^\/customers\/([^/]+)\/months\/[0-9-]+$/.exec(call.path) ?? [];
          const own = new RegExp(`^\\{"customer":"${customer?.replaceAll('.', '\\.')}"`);
          must(customer === undefined || own.test(answer.body), "another's statement", answer);
          return 'ignored';
        }
        const again = await deliver(call);
        must(again.answer.statusCode < 300 && again.writes.length === 0, 'the same again is not the same', again);
        await findAndRetract(table, writes, NOW);
        return 'accepted';
      },
      stop: emulators.stop,
    };
  },
};
