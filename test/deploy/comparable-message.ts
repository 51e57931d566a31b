/** What differs between a message of the deployed stack and that of the local replay, and why. All else is compared. */
export const DIFFERENT = {
  source: 'names the stage: test there, local here',
  time: 'when the revision was recorded: the deployed clock is the real one',
  'data.statement.url': 'names the bucket, whose name CloudFormation makes; what follows the bucket is compared',
} as const;

/** Every field of a message under its path, `data.creditDays.0.date`; an empty list or object is one too. */
const fieldsOf = (value: unknown, path = ''): ReadonlyMap<string, unknown> => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, field]) => [...fieldsOf(field, path === '' ? name : `${path}.${name}`)]),
  );
};

/** The fields that must be the same in both; of a URL of the bucket, what follows the bucket. */
export const comparable = (message: unknown): Readonly<Record<string, unknown>> => {
  const fields = fieldsOf(message);
  const key = String(fields.get('data.statement.url')).replace(/^s3:\/\/[^/]+/, '');
  const same = [...fields].filter(([path]) => !Object.hasOwn(DIFFERENT, path));
  return Object.fromEntries([...same, ['data.statement.url after the bucket', key]]);
};
