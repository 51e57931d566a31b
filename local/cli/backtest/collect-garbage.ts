import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/**
 * Frees the objects of an evaluated month. They live long enough to be old for V8, which frees old objects late.
 * Without this the memory of a back-test grows with its months.
 */
export const collectGarbage = (): void => {
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
};
