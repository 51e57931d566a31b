import {
  type ConfiguredPolicy,
  contractInShort,
  POLICY_TOPICS,
  policySentences,
  type PolicyTopic,
} from '../domain/policy/policy-in-words.ts';
import { type Html, html, listed } from './html.ts';

/** Returns ` (see Claims)`, a link to the sentences of the contract on a topic; nothing if the contract has none. */
export type Citation = (topic: PolicyTopic) => Html | undefined;

/** The contract of some services, as the page shows it. */
export type ShownContract = {
  readonly policy: ConfiguredPolicy;
  /** The ids of its topics start with it: `contract-claim`. */
  readonly anchor: string;
  /** The names of its services; empty for a customer without services. */
  readonly services: readonly string[];
};

const TOPIC_TITLES: Readonly<Record<PolicyTopic, string>> = {
  target: 'Target',
  'service-time': 'Service time',
  maintenance: 'Maintenance',
  exclusions: 'Exclusions',
  downtime: 'Downtime',
  claim: 'Claims',
  credit: 'Credit',
  limits: 'Limits',
  billing: 'Billing',
};

/** Returns the citations of a contract. The operator's own summary has no topics, so nothing of it is cited. */
export const citationOf = ({ policy, anchor }: Pick<ShownContract, 'policy' | 'anchor'>): Citation => {
  if (policy.terms !== undefined) return () => undefined;
  const topics = new Set(policySentences(policy).map(({ topic }) => topic));
  return (topic) =>
    topics.has(topic)
      ? html` <span class="cite">(see <a href="#${anchor}-${topic}">${TOPIC_TITLES[topic]}</a>)</span>`
      : undefined;
};

/** Returns each contract of the page in short: the operator's summary, or sentences on each parameter of the policy. */
export const contractSection = (contracts: readonly ShownContract[]): Html =>
  html`<section aria-labelledby="contract">
    <h2 id="contract">The contract, in short</h2>
    ${contracts.map(contractText)}
  </section>`;

const contractText = (contract: ShownContract): Html => {
  const { policy, services } = contract;
  const { terms } = policy;
  const origin =
    terms === undefined
      ? html`Written from the policy <span class="id">${policy.id}</span>, version ${policy.version}.`
      : html`${isWebAddress(terms.url) ? html`<a href="${terms.url}">${terms.title}</a>` : terms.title}, in the
        operator's words.`;
  return html`${services.length === 0 ? undefined : html`<h3>For ${listed(services)}</h3>`}
    <p class="aside">${origin}</p>
    ${terms === undefined ? topicList(contract) : summaryList(policy)}`;
};

/** A link with another scheme could run a script. */
const isWebAddress = (url: string): boolean => /^https?:\/\//.test(url);

const summaryList = (policy: ConfiguredPolicy): Html =>
  html`<ul class="contract">
    ${contractInShort(policy).map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;

const topicList = ({ policy, anchor }: ShownContract): Html => {
  const byTopic = Map.groupBy(policySentences(policy), ({ topic }) => topic);
  return html`<dl class="contract">
    ${POLICY_TOPICS.filter((topic) => byTopic.has(topic)).map(
      (topic) =>
        html`<div id="${anchor}-${topic}">
          <dt>${TOPIC_TITLES[topic]}</dt>
          <dd>${(byTopic.get(topic) ?? []).map(({ text }) => text).join(' ')}</dd>
        </div>`,
    )}
  </dl>`;
};
