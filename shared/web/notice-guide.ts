import { claimGuide } from '../domain/policy/claim-guide.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { type Html, html } from './html.ts';

/** Where a customer sends its notices. */
export type NoticePlace = {
  /** @default no e-mail: the channel is in the contract */
  readonly address?: string | undefined;
  /** Whether the address belongs to one customer, so that it may write from any address. */
  readonly isOwn?: boolean;
};

/** Returns how to reach the company, in a sentence to the customer. */
export const placeSentence = ({ address, isOwn = false }: NoticePlace): string => {
  if (address === undefined) return 'Write to us by the channel that your contract names.';
  return isOwn ? `Write to ${address}.` : `Write to ${address} from an address that you registered with us.`;
};

/** Returns how and until when to give notice under a policy, as paragraphs and a list. */
export const noticeGuide = (policy: ConfiguredPolicy, place: NoticePlace): Html => {
  const { steps, notes } = claimGuide(policy);
  if (steps.length === 0) return html`<p>${notes.join(' ')}</p>`;
  return html`<ul class="contract">
      ${steps.map((step) => html`<li>${step}</li>`)}
    </ul>
    <p>${[placeSentence(place), ...notes].join(' ')}</p>`;
};
