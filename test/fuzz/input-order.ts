import type { Fault } from '../../shared/lib/validation.ts';

/**
 * Whether faults stand in the order of the input: by where their places are in it, what is missing after all that is there. Places are
 * looked up in the input from the text of the path alone; one whose text leads to several places or to none, or through a key without
 * a name, is not judged.
 */
export const inOrder = (input: unknown, faults: readonly Fault[]): boolean => {
  const places = faults.flatMap(({ at }) => {
    const found = /^\.|\.$|\.[.[]/.test(at) ? [] : placesOf(input, at);
    return found.length === 1 ? found : [];
  });
  return places.every((place, i) => i === 0 || compare(places[i - 1] ?? [], place) <= 0);
};

type Place = readonly number[];

/** All places that a path's text can mean, as positions of keys among their neighbours. */
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
