import type { Proposal } from './propose-mapping.ts';

/** Asks a question on the terminal, and returns the typed answer. */
export type Ask = (question: string) => Promise<string>;

/**
 * Asks for the component of each unmatched source. Returns the complete mapping. `questionOf`: the question about a source.
 * An empty answer leaves the source out. Text that is neither a component nor its number is asked again.
 */
export const askMapping = async (
  { matched, unmatched }: Proposal,
  components: readonly string[],
  questionOf: (name: string) => string,
  ask: Ask,
): Promise<ReadonlyMap<string, string>> => {
  const answered = new Map(matched);
  const list = components.map((id, i) => `${i + 1} ${id}`).join(', ');
  for (const source of unmatched) {
    const component = await askComponent(components, `${questionOf(source.name)} (${list}; Enter: none) `, ask);
    if (component !== undefined) answered.set(source.id, component);
  }
  return answered;
};

const askComponent = async (components: readonly string[], question: string, ask: Ask): Promise<string | undefined> => {
  const answer = (await ask(question)).trim();
  if (answer === '') return undefined;
  const chosen = components.find((id, i) => id === answer || String(i + 1) === answer);
  return chosen ?? askComponent(components, question, ask);
};
