import type { Fault } from '../../shared/lib/validation.ts';

/**
 * Returns whether faults are in the order of their places in the input, with missing keys last. The places are found
 * from the text of the path alone. A path that matches several places or none is skipped.
 */
export const isInInputOrder = (input: unknown, faults: readonly Fault[]): boolean => {
  const places = faults.flatMap(({ at }) => {
    const found = /^\.|\.$|\.[.[]/.test(at) ? [] : placesOf(input, at);
    return found.length === 1 ? found : [];
  });
  return places.every((place, i) => i === 0 || compare(places[i - 1] ?? [], place) <= 0);
};

type Place = readonly number[];

/** Returns all places that a path can mean, as positions of keys among their siblings. */
const placesOf = (value: unknown, rest: string): Place[] => {
  if (rest === '') return [[]];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, child], position) => {
    const step = isList ? `[${key}]` : key;
    if (step === '' || !rest.startsWith(step)) return [];
    const further = rest.slice(step.length);
    if (further !== '' && !/^[.[]/.test(further)) return [];
    return placesOf(child, further.replace(/^\./, '')).map((place) => [position, ...place]);
  });
};

const compare = (a: Place, b: Place): number => {
  const differs = a.findIndex((position, depth) => position !== b[depth]);
  return differs < 0 || differs >= b.length ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
};
