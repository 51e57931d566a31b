import * as fc from 'fast-check';
import { assessCustomers } from '../../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../../functions/close-month/close-month.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { closingOrder } from '../../../shared/messaging/closing-order.ts';
import { customerBatch } from '../../../shared/messaging/customer-batch.ts';
import { parse, InvalidInput } from '../../../shared/lib/validation.ts';
import { openBucket } from '../../../shared/statements/statement-bucket.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aDeployment } from '../../support/builders/product-config.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { isSampled } from '../stored-fact-checks.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { renderStatement } from '../../../shared/web/render-statement.ts';

const NOW = instant('2026-11-03T12:00:00Z');
const INSTANTS = ['2026-11-02T12:00:00.000Z', '2026-11-03T12:00:00.000Z', '2026-12-02T12:00:00.000Z'];

const orders = fc.oneof(
  fc.record({ kind: fc.constantFrom('scheduled', 'sweep'), scheduledTime: fc.constantFrom(...INSTANTS) }),
  fc.record({
    kind: fc.constant('requested'),
    month: fc.constantFrom('2026-10', '0000-01', '9999-12'),
    asOf: fc.constantFrom(...INSTANTS),
    preview: fc.boolean(),
    policies: fc.constantFrom('closed', 'current'),
    reason: fc.constant('asked for'),
    by: fc.constant('arn:aws:iam::000000000000:role/desk'),
    startedAt: fc.constantFrom(...INSTANTS),
  }),
);

const chunks = fc.record({
  month: fc.constantFrom('2026-10', '0000-01', '9999-12'),
  asOf: fc.constantFrom(...INSTANTS),
  preview: fc.boolean(),
  group: fc.constant('03'),
  chunk: fc.nat({ max: 3 }),
  customers: fc.constantFrom(['acme'], ['acme', 'globex'], []),
  using: fc.constant(['web']),
});

type Message = { readonly queue: 'closing' | 'work'; readonly body: FuzzBody };

/** One valid message in this many is processed completely: a close takes some hundred requests. */
const WHOLE = 500;

/** The messages between the functions: close orders and customer batches. */
export const queueTarget: FuzzTarget<Message> = {
  name: 'closing and work queues',
  open: async () => {
    const emulators = await startInProcessEmulators();
    const { table } = emulators;
    const deployment = aDeployment();
    const common = {
      table,
      deployment,
      monthOf: monthReader(table, deployment),
      telemetry: silentTelemetry,
      clock: () => NOW,
    };
    const handle = {
      closing: closeMonth({ ...common, work: await emulators.queue('work.fifo') }),
      work: assessCustomers({
        ...common,
        billing: await emulators.queue('billing.fifo'),
        statements: NOWHERE,
        render: renderStatement,
      }),
    };
    const read = {
      closing: (body: string) => parse(closingOrder, parseJson(body)),
      work: (body: string) => parse(customerBatch, parseJson(body)),
    };
    return {
      inputs: fc.oneof(
        fc.record({ queue: fc.constant('closing' as const), body: fuzzBodies(orders) }),
        fc.record({ queue: fc.constant('work' as const), body: fuzzBodies(chunks) }),
      ),
      forget: emulators.writes,
      take: async ({ queue, body }) => {
        const text = bodyText(body);
        const isRefused = orRejected<unknown>(() => read[queue](text)) === 'refused';
        if (!isSampled(WHOLE, text)) return isRefused ? 'refused' : 'accepted';
        const outcome = await handle[queue](sqsBatch(text)).catch((error: unknown) => error);
        if (!isRefused) {
          assertHolds(outcome === undefined, 'a valid order failed', String(outcome));
          return 'accepted';
        }
        assertHolds(outcome instanceof InvalidInput, 'the order was not rejected', String(outcome));
        assertHolds(emulators.writes().length === 0, 'a rejected order stored something');
        return 'refused';
      },
      stop: emulators.stop,
    };
  },
};

/** No customer has a credit here, so storing a statement fails. */
const NOWHERE = openBucket(
  'none',
  'us-east-1',
  { accessKeyId: 'local', secretAccessKey: 'local' },
  'http://127.0.0.1:1',
);
