/** Requests and answers by numbers, so that comparing them is cheap. */

/** A request that leaves an invocation. */
export type OutgoingRequest = {
  readonly service: 'dynamodb' | 'sqs' | 's3';
  readonly operation: string;
  readonly body: string;
};

export type IncomingReply = { readonly status: number; readonly body: string };

/** Numbers texts, each once. */
export const numbering = <T>(keyOf: (value: T) => string) => {
  const numbers = new Map<string, number>();
  const all: T[] = [];
  return {
    all,
    valueOf: (number: number): T => {
      const found = all[number];
      if (found === undefined) throw new Error(`there is no value ${number}`);
      return found;
    },
    numberOf: (value: T): number => {
      const key = keyOf(value);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(value) - 1;
    },
  };
};

const requests = numbering<OutgoingRequest>(({ service, operation, body }) => `${service} ${operation} ${body}`);
const replies = numbering<IncomingReply>(({ status, body }) => `${status} ${body}`);

export const requestNumber = requests.numberOf;
export const requestNumbered = requests.valueOf;
export const replyNumber = replies.numberOf;
export const replyNumbered = replies.valueOf;
