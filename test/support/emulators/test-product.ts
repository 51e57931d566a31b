import type { MetricName, Telemetry } from '../../../shared/config/telemetry-names.ts';
import { type Pipeline, startPipeline } from '../../../local/emulator/local-pipeline.ts';
import type { Config } from '../../../shared/config/config.ts';
import { ENV } from '../../../shared/config/environment.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { instant } from '../builders/instant-text.ts';
import { aConfig, OWN_ACCOUNT } from '../builders/product-config.ts';
import { takeMessages, type TakenMessage } from './emulated-queue.ts';
import { apiCall, webhookCall } from '../http/requests.ts';

/** An HTTP answer of the product; a JSON body is parsed. */
export type Answered = { readonly status: number; readonly type: string; readonly body: unknown };

/** The whole product in this process, with emulators and a clock of its own. */
export type Product = {
  readonly pipeline: Pipeline;
  readonly telemetry: Telemetry;
  readonly clock: () => number;
  readonly setClock: (instant: string) => void;
  readonly counted: (what: MetricName) => number;
  readonly notes: readonly string[];
  readonly call: (...request: Parameters<typeof apiCall>) => Promise<Answered>;
  readonly webhook: (...request: Parameters<typeof webhookCall>) => Promise<Answered>;
  /** Closes a month, October 2026 by default, or previews the close. Returns the run's report. */
  readonly close: (asOf: string, order?: { readonly preview?: boolean; readonly month?: string }) => Promise<unknown>;
  /** Receives and deletes all billing messages, in order. */
  readonly billed: () => Promise<TakenMessage[]>;
  /** Resets the counters, the notes and the clock before the next test. */
  readonly forget: () => void;
  readonly deadLetters: (of: 'intake' | 'webhook') => Queue;
  readonly stop: () => Promise<void>;
};

const NOW = '2026-10-20T12:00:00Z';

/** Starts a product. Stop it after the tests. It is noon on 20 October 2026 (UTC). */
export const startProduct = async (config: Config = aConfig()): Promise<Product> => {
  let now = instant(NOW);
  const counts = new Map<MetricName, number>();
  const notes: string[] = [];
  const telemetry: Telemetry = {
    count: (what, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times),
    rejected: (door, { message }) => notes.push(`${door} refused: ${message}`),
    note: (message, details) => notes.push(`${message} ${JSON.stringify(details ?? {})}`),
  };
  const clock = () => now;
  const pipeline = await startPipeline({ config, clock, telemetry, own: OWN_ACCOUNT, stage: 'test' });
  const setClock = (text: string): void => {
    now = instant(text);
  };
  const call: Product['call'] = async (...request) => {
    const { statusCode, headers, body } = await pipeline.records(apiCall(...request));
    return { status: statusCode, type: String(headers?.['content-type'] ?? ''), body: read(body) };
  };
  return {
    pipeline,
    telemetry,
    clock,
    setClock,
    counted: (what) => counts.get(what) ?? 0,
    notes,
    call,
    webhook: async (...request) => {
      const answer = await pipeline.ingestTwilio(webhookCall(...request));
      if (typeof answer === 'string') return { status: 200, type: '', body: answer };
      const type = String(answer.headers?.['content-type'] ?? '');
      return { status: answer.statusCode ?? 200, type, body: read(answer.body ?? '') };
    },
    close: async (asOf, { preview = false, month = '2026-10' } = {}) => {
      setClock(asOf);
      await call('POST', `/months/${month}/close`, { preview, reason: 'a test' });
      await pipeline.run();
      return (await call('GET', `/months/${month}`)).body;
    },
    forget: () => {
      counts.clear();
      notes.length = 0;
      setClock(NOW);
    },
    billed: () => takeMessages(pipeline.billing),
    deadLetters: (of) => ({
      sqs: pipeline.account.sqs,
      url:
        of === 'intake'
          ? pipeline.account.setting('ingest-cloudwatch', ENV.invalidEventsUrl)
          : pipeline.account.setting('ingest-twilio', ENV.invalidWebhooksUrl),
    }),
    stop: pipeline.stop,
  };
};

const read = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
