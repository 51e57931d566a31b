/** An alarm, by its name or ARN, or a component of a status page, by its code. */
export type Named = { readonly id: string; readonly name: string };

/** The component of each source by its id. A source without a component is unmatched. */
export type Proposal = {
  readonly matched: ReadonlyMap<string, string>;
  readonly unmatched: readonly Named[];
};

/** Words of names that are no subject: environments, measures and kinds of failures. */
const STOP_WORDS = new Set([
  'alarm',
  'alert',
  'alerts',
  'app',
  'application',
  'availability',
  'canary',
  'check',
  'cpu',
  'critical',
  'dev',
  'down',
  'error',
  'errors',
  'fail',
  'failed',
  'failure',
  'health',
  'high',
  'latency',
  'low',
  'percent',
  'prod',
  'production',
  'rate',
  'service',
  'staging',
  'status',
  'test',
  'time',
  'timeout',
  'unhealthy',
  'up',
  'programmable',
  'the',
  'of',
  'and',
  'for',
  'in',
  'on',
  'is',
  'a',
  'an',
]);

/** Returns the words of a name that may be a subject. `prod-voiceCalls-5xx` has `voice` and `call`. */
const subjectWords = (name: string): ReadonlySet<string> => {
  const words = name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^[p]?\d+(xx|ms|s)?$/.test(word));
  const subjects = words.filter((word) => !STOP_WORDS.has(word));
  return new Set((subjects.length > 0 ? subjects : words).map(singular));
};

const singular = (word: string): string => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word);

/**
 * Proposes the component of each source by name: the one with the most words in the source's name.
 * `needsAll`: every word of the component must be in the name. A tie proposes none.
 */
export const proposeMapping = (
  sources: readonly Named[],
  components: readonly string[],
  { needsAll = false }: { readonly needsAll?: boolean } = {},
): Proposal => {
  const known = components.map((id) => ({ id, words: subjectWords(id) }));
  const matched = new Map<string, string>();
  for (const { id, name } of sources) {
    const words = subjectWords(name);
    const scores = known
      .map((component) => ({ component: component.id, ...score(component.words, words) }))
      .filter(({ common, isWhole }) => common > 0 && (isWhole || !needsAll))
      .toSorted((a, b) => Number(b.isWhole) - Number(a.isWhole) || b.common - a.common);
    const [best, second] = scores;
    const isTie = second !== undefined && second.isWhole === best?.isWhole && second.common === best.common;
    if (best !== undefined && !isTie) matched.set(id, best.component);
  }
  return { matched, unmatched: sources.filter(({ id }) => !matched.has(id)) };
};

const score = (
  component: ReadonlySet<string>,
  name: ReadonlySet<string>,
): { readonly common: number; readonly isWhole: boolean } => {
  const common = [...component].filter((word) => name.has(word)).length;
  return { common, isWhole: common === component.size };
};
