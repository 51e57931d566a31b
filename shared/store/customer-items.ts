const CUSTOMER_ITEMS = { credit: 'revision', fact: 'fact', fees: 'fees', profile: 'profile' } as const;
/** What an item of a customer's partition is. */
export const customerItem = (sk: string): 'revision' | 'sent' | 'fact' | 'fees' | 'profile' | undefined => {
  if (sk.startsWith('credit#') && sk.endsWith('#sent')) return 'sent';
  const first = sk.slice(0, Math.max(0, sk.indexOf('#')));
  return first === 'credit' || first === 'fact' || first === 'fees' || first === 'profile'
    ? CUSTOMER_ITEMS[first]
    : undefined;
};
