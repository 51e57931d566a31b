/** A message on the model's queue. */
export type ModelMessage = { readonly group: string; readonly body: string };

type Queued = ModelMessage & { readonly handle: string; visibleAt: number; receives: number };

/** The result of one delivery to the consumer. */
export type ModelDelivery = {
  readonly handle: string;
  readonly body: string;
  readonly receives: number;
  /** Seconds since the start. */
  readonly at: number;
};

/**
 * A FIFO queue of SQS with a clock of its own: message groups, visibility time-outs and a dead-letter queue.
 * A group with an invisible message delivers nothing.
 */
export class FifoModel {
  /** Seconds since the start. */
  now = 0;
  readonly deadLetters: ModelMessage[] = [];
  private messages: Queued[] = [];
  private sent = 0;
  private readonly limits: { readonly visibilityS: number; readonly maxReceiveCount: number };

  constructor(limits: { readonly visibilityS: number; readonly maxReceiveCount: number }) {
    this.limits = limits;
  }

  send(group: string, body: string): void {
    this.sent += 1;
    this.messages.push({ group, body, handle: `handle-${this.sent}`, visibleAt: this.now, receives: 0 });
  }

  /** Delivers the next message, and lets time pass until there is one. Returns undefined once the queue is empty. */
  receive(): ModelDelivery | undefined {
    for (;;) {
      const heads = [...new Map(this.messages.toReversed().map((each) => [each.group, each])).values()];
      const next = heads.toSorted((a, b) => a.visibleAt - b.visibleAt)[0];
      if (next === undefined) return undefined;
      this.now = Math.max(this.now, next.visibleAt);
      if (next.receives >= this.limits.maxReceiveCount) {
        this.remove(next.handle);
        this.deadLetters.push({ group: next.group, body: next.body });
        continue;
      }
      next.receives += 1;
      next.visibleAt = this.now + this.limits.visibilityS;
      return { handle: next.handle, body: next.body, receives: next.receives, at: this.now };
    }
  }

  changeVisibility(handle: string, seconds: number): void {
    const message = this.messages.find((each) => each.handle === handle);
    if (message !== undefined) message.visibleAt = this.now + seconds;
  }

  remove(handle: string): void {
    this.messages = this.messages.filter((each) => each.handle !== handle);
  }
}
