import type { Import } from './import-graph.ts';

/**
 * Returns the import cycles, type imports included: each a sorted list of the files that reach one another.
 * Tarjan's algorithm for strongly connected components (SIAM Journal on Computing 1, 1972).
 */
export const importCycles = (imports: readonly Import[]): string[][] => {
  const targets = new Map<string, string[]>();
  for (const { from, to, kind } of imports) {
    if (kind === 'file') targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    for (const target of targets.get(file) ?? []) {
      const seen = index.get(target);
      const reached = seen === undefined ? visit(target) : stack.includes(target) ? seen : own;
      lowest.set(file, Math.min(lowest.get(file) ?? own, reached));
    }
    const low = lowest.get(file) ?? own;
    if (low === own) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1 || targets.get(file)?.includes(file) === true) cycles.push(component.toSorted());
    }
    return low;
  };
  for (const file of targets.keys()) if (!index.has(file)) visit(file);
  return cycles.toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
};
