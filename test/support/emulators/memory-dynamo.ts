import * as z from 'zod/mini';

/**
 * Emulates DynamoDB in memory: each operation makes a new table from an old one. It has the operations that the product uses, on the JSON
 * that the SDK sends. Every read must be consistent, so no read lags. It has no size limits, so a page ends at `Limit` only. It throws for any other expression.
 */

type WireItem = Readonly<Record<string, unknown>>;

/** The items of a table, by partition key, in the order of their sort keys. No operation changes one; it makes another. */
export type MemoryTable = ReadonlyMap<string, readonly WireItem[]>;

export const emptyMemoryTable: MemoryTable = new Map();

/** An answer as DynamoDB gives it, and the table after it. */
export type MemoryAnswer = { readonly table: MemoryTable; readonly status: number; readonly output: object };

const wireItem = z.record(z.string(), z.unknown());
const values = z.prefault(wireItem, {});
const names = z.prefault(z.record(z.string(), z.string()), {});

const consistent = z.literal(true);
const getInput = z.object({ Key: wireItem, ConsistentRead: consistent });
const putInput = z.object({ Item: wireItem, ConditionExpression: z.optional(z.string()) });
const updateInput = z.object({
  Key: wireItem,
  UpdateExpression: z.string(),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
});
const deleteInput = z.object({ Key: wireItem });
const queryInput = z.object({
  IndexName: z.optional(z.undefined()),
  ConsistentRead: consistent,
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: values,
  ScanIndexForward: z.prefault(z.boolean(), true),
  Limit: z.optional(z.number()),
  ExclusiveStartKey: z.optional(wireItem),
});

/** Carries out one request. Throws for an operation or an expression that is not emulated. */
export const executeInMemory = (table: MemoryTable, operation: string, input: unknown): MemoryAnswer => {
  switch (operation) {
    case 'GetItem': {
      const found = itemAt(table, z.parse(getInput, input).Key);
      return answer(table, found === undefined ? {} : { Item: found });
    }
    case 'PutItem':
      return put(table, z.parse(putInput, input));
    case 'UpdateItem':
      return update(table, z.parse(updateInput, input));
    case 'DeleteItem': {
      const { Key } = z.parse(deleteInput, input);
      const pk = keyText(Key, 'pk');
      const left = (table.get(pk) ?? []).filter((item) => keyText(item, 'sk') !== keyText(Key, 'sk'));
      return answer(new Map([...table, [pk, left]]), {});
    }
    case 'Query':
      return answer(table, query(table, z.parse(queryInput, input)));
    case 'Scan':
      return answer(table, { Items: [...table.values()].flat() });
    default:
      throw new Error(`${operation} is not emulated in memory`);
  }
};

const answer = (table: MemoryTable, output: object): MemoryAnswer => ({ table, status: 200, output });

const textValue = z.object({ S: z.string() });

/** Returns an attribute that is a text, as those of keys are. */
const keyText = (item: WireItem, name: string): string => z.parse(textValue, item[name]).S;

/** Compares texts as DynamoDB orders sort keys: by the bytes of their UTF-8. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const itemAt = (table: MemoryTable, key: WireItem): WireItem | undefined =>
  table.get(keyText(key, 'pk'))?.find((item) => keyText(item, 'sk') === keyText(key, 'sk'));

const withItem = (table: MemoryTable, item: WireItem): MemoryTable => {
  const [pk, sk] = [keyText(item, 'pk'), keyText(item, 'sk')];
  const others = (table.get(pk) ?? []).filter((other) => keyText(other, 'sk') !== sk);
  const place = others.findIndex((other) => byBytes(keyText(other, 'sk'), sk) > 0);
  return new Map([...table, [pk, place < 0 ? [...others, item] : others.toSpliced(place, 0, item)]]);
};

const CONDITION = /^attribute_not_exists\((\w+)\)$/;

const put = (table: MemoryTable, { Item, ConditionExpression }: z.output<typeof putInput>): MemoryAnswer => {
  if (ConditionExpression !== undefined) {
    const attribute = CONDITION.exec(ConditionExpression)?.[1];
    if (attribute === undefined) throw new Error(`condition ${ConditionExpression} is not emulated in memory`);
    if (itemAt(table, Item)?.[attribute] !== undefined) return { table, status: 400, output: CONDITION_FAILED };
  }
  return answer(withItem(table, Item), {});
};

const CONDITION_FAILED = {
  __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
  message: 'The conditional request failed',
};

const SET_ONCE = /^SET (#\w+) = if_not_exists\((#\w+), (:\w+)\)$/;
const ADD = /^ADD (#\w+) (:\w+)$/;
const numberSet = z.object({ NS: z.array(z.string()) });

const update = (table: MemoryTable, input: z.output<typeof updateInput>): MemoryAnswer => {
  const { Key, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
  const before = itemAt(table, Key) ?? Key;
  const [, set, tested, value = ''] = SET_ONCE.exec(UpdateExpression) ?? [];
  const [, add, added = ''] = ADD.exec(UpdateExpression) ?? [];
  const name = ExpressionAttributeNames[set ?? add ?? ''];
  if (name === undefined || tested !== set) throw new Error(`update ${UpdateExpression} is not emulated in memory`);
  const after =
    add === undefined
      ? { ...before, [name]: before[name] ?? ExpressionAttributeValues[value] }
      : { ...before, [name]: { NS: union(before[name], ExpressionAttributeValues[added]) } };
  return answer(withItem(table, after), { Attributes: after });
};

const union = (standing: unknown, added: unknown): string[] => {
  const old = standing === undefined ? [] : z.parse(numberSet, standing).NS;
  return [...new Set([...old, ...z.parse(numberSet, added).NS])].toSorted((a, b) => Number(a) - Number(b));
};

const PARTITION = /^(\w+) = (:\w+)(?: AND (.+))?$/;
const BETWEEN = /^(\w+) BETWEEN (:\w+) AND (:\w+)$/;
const COMPARED = /^(\w+) (>=|<=|>|<|=) (:\w+)$/;
const PREFIXED = /^begins_with\((\w+), (:\w+)\)$/;

/** The range that a Query reads: a partition of the table, and which of its keys. */
export type QueriedRange = {
  readonly partition: string;
  /** The condition for the sort keys, with its values. */
  readonly condition: string;
  readonly includes: (sortKey: string) => boolean;
};

/** Returns the range that the input of a Query names. */
export const queriedRange = (input: unknown): QueriedRange => rangeOf(z.parse(queryInput, input));

const rangeOf = (input: z.output<typeof queryInput>): QueriedRange => {
  const { KeyConditionExpression, ExpressionAttributeValues } = input;
  const [, hash, partition = '', rest] = PARTITION.exec(KeyConditionExpression) ?? [];
  if (hash !== 'pk') throw new Error(`${KeyConditionExpression} is not emulated in memory`);
  const value = (name: string | undefined): string => keyText(ExpressionAttributeValues, name ?? '');
  const condition = `${rest ?? ''} ${JSON.stringify(ExpressionAttributeValues)}`;
  return {
    partition: value(partition),
    condition,
    includes: rest === undefined ? () => true : testOf(rest, value),
  };
};

const testOf = (expression: string, value: (name: string | undefined) => string): ((sortKey: string) => boolean) => {
  const between = BETWEEN.exec(expression);
  if (between !== null) {
    const [from, to] = [value(between[2]), value(between[3])];
    return (sortKey) => byBytes(sortKey, from) >= 0 && byBytes(sortKey, to) <= 0;
  }
  const prefixed = PREFIXED.exec(expression);
  if (prefixed !== null) {
    const prefix = value(prefixed[2]);
    return (sortKey) => sortKey.startsWith(prefix);
  }
  const [, , operator, operand] = COMPARED.exec(expression) ?? [];
  if (operator === undefined) throw new Error(`${expression} is not emulated in memory`);
  const bound = value(operand);
  return (sortKey) => {
    const order = byBytes(sortKey, bound);
    return (
      (order > 0 && operator.startsWith('>')) ||
      (order < 0 && operator.startsWith('<')) ||
      (order === 0 && operator.endsWith('='))
    );
  };
};

const KEYS = ['pk', 'sk'];

const query = (table: MemoryTable, input: z.output<typeof queryInput>): object => {
  const { ScanIndexForward, Limit = Infinity, ExclusiveStartKey } = input;
  const { partition, includes } = rangeOf(input);
  const all = table.get(partition) ?? [];
  const ordered = ScanIndexForward ? all : all.toReversed();
  const startsAfter = ExclusiveStartKey === undefined ? -1 : ordered.findIndex((item) => isAt(item, ExclusiveStartKey));
  const found = ordered.slice(startsAfter + 1).filter((item) => includes(keyText(item, 'sk')));
  const Items = found.slice(0, Limit);
  const last = Items.at(-1);
  return {
    Items,
    Count: Items.length,
    ScannedCount: Items.length,
    ...(last !== undefined && Items.length === Limit ? { LastEvaluatedKey: pick(last, KEYS) } : {}),
  };
};

const isAt = (item: WireItem, key: WireItem): boolean =>
  keyText(item, 'pk') === keyText(key, 'pk') && keyText(item, 'sk') === keyText(key, 'sk');

const pick = (item: WireItem, attributes: readonly string[]): WireItem =>
  Object.fromEntries(attributes.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
