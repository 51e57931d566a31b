/** What an item of a customer's partition is, by its sort key; undefined for what is none. */
export const customerItem = (sk: string): 'revision' | 'sent' | 'fact' | 'fees' | 'profile' | undefined => {
  if (sk.startsWith('credit#')) return sk.endsWith('#sent') ? 'sent' : 'revision';
  if (sk.startsWith('fact#')) return 'fact';
  if (sk.startsWith('fees#')) return 'fees';
  return sk.startsWith('profile#') ? 'profile' : undefined;
};
