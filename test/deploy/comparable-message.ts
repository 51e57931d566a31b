/** The fields that differ between the deployed stack and the local replay, with the reason. All others are compared. */
export const NOT_COMPARED_FIELDS = {
  source: 'contains the stage: test in the deployed stack, local in the replay',
  time: 'is the time of recording: the deployed clock is the real one',
  'data.statement.url': 'contains the generated name of the bucket; the key in the bucket is compared',
} as const;

/** Returns the fields of a message by path, such as `data.creditDays.0.date`. An empty list or object is a field. */
const fieldsOf = (value: unknown, path = ''): ReadonlyMap<string, unknown> => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, field]) => [...fieldsOf(field, path === '' ? name : `${path}.${name}`)]),
  );
};

/** Returns the fields that must be equal in both, with the key of the statement's URL. */
export const comparableMessage = (message: unknown): Readonly<Record<string, unknown>> => {
  const fields = fieldsOf(message);
  const key = String(fields.get('data.statement.url')).replace(/^s3:\/\/[^/]+/, '');
  const same = [...fields].filter(([path]) => !Object.hasOwn(NOT_COMPARED_FIELDS, path));
  return Object.fromEntries([...same, ['key of data.statement.url', key]]);
};
