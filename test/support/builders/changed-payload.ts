/** Returns a copy of a payload with another value at `path`; `undefined` removes the key. */
export const changedPayload = (
  payload: unknown,
  [key, ...rest]: readonly (string | number)[],
  value: unknown,
): unknown => {
  if (key === undefined) return value;
  if (Array.isArray(payload))
    return payload.map((item, index) => (index === key ? changedPayload(item, rest, value) : item));
  const { [key]: before, ...others } = { ...asRecord(payload) };
  const after = changedPayload(before, rest, value);
  return after === undefined ? others : { ...others, [key]: after };
};

const asRecord = (value: unknown): Record<string | number, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
