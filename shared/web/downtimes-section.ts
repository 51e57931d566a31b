import type { Statement } from '../domain/statement/statement.ts';
import { type Clock, clockOf } from './page-clock.ts';
import { countText, length, lengthText } from './figures.ts';
import { evidenceOf, type FactHref } from './evidence-section.ts';
import { type Html, html } from './html.ts';
import { labelName } from './label-marks.ts';
import type { Names } from './display-names.ts';
import { type DowntimeCategory, type DowntimeView, downtimeViews } from './downtime-view.ts';
import { outcomeSentence } from './outcome-sentence.ts';
import type { Annotations } from './annotations.ts';
import { bar, outsideBars } from './timeline-row.ts';

/** How many downtimes are told one by one; of more, the longest. */
const TOLD = 40;

export type Downtimes = {
  readonly statement: Statement;
  readonly names: Names;
  readonly said: Annotations;
  readonly factHref?: FactHref | undefined;
};

/**
 * Every downtime of the month: when, how long, what became of it and why, and the evidence.
 * `room`: how many bytes they may take; of more, the longest are told.
 */
export const downtimes = (shown: Downtimes, room: number): Html => {
  const clock = clockOf(shown.statement.explanation.timeZone, shown.statement.month);
  const all = downtimeViews(shown.statement);
  const told = thatFit(shown, clock, all, room - FRAME_BYTES);
  const left = all.length - told.size;
  return html`<section aria-labelledby="downtimes">
    <h2 id="downtimes">Every downtime, and what became of it</h2>
    ${all.length === 0 ? html`<p>Nothing that the customer uses was down in this month.</p>` : undefined}
    <ol class="downtimes">
      ${all.map((outcome) => told.get(outcome))}
    </ol>
    ${
      left === 0
        ? undefined
        : html`<p class="aside">
            ${told.size === 0 ? `All ${left}` : `The ${told.size} longest ${told.size === 1 ? 'is' : 'are'} told here. The other ${left}`}
            are in the statement's JSON, and drawn above.
          </p>`
    }
  </section>`;
};

/** What the section takes besides its entries, generously. */
const FRAME_BYTES = 1000;

/** The entries of the longest downtimes, until there is no room for the next. */
const thatFit = (
  shown: Downtimes,
  clock: Clock,
  all: readonly DowntimeView[],
  room: number,
): Map<DowntimeView, Html> => {
  const longestFirst = all.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const [longest] = longestFirst;
  const entries = new Map<DowntimeView, Html>();
  let taken = 0;
  for (const outcome of longestFirst.slice(0, TOLD)) {
    const made = entry(shown, clock, outcome, longest === undefined ? 1 : longest.end - longest.start);
    taken += Buffer.byteLength(made.toString());
    if (taken > room) break;
    entries.set(outcome, made);
  }
  return entries;
};

/** How many components of a downtime are named. */
const NAMED = 6;

const componentsOf = ({ components }: DowntimeView['downtime']): string =>
  components.length <= NAMED
    ? components.join(', ')
    : `${components.slice(0, NAMED).join(', ')} and ${components.length - NAMED} more`;

const entry = (shown: Downtimes, clock: Clock, outcome: DowntimeView, longest: number): Html => {
  const { start, end, downtime, chief } = outcome;
  return html`<li class="downtime-entry">
    <h3>${clock.span(start, end)}</h3>
    <p class="what">${length(end - start)} <span class="components">${componentsOf(downtime)}</span></p>
    <p class="fate ${chief}">${FATES[chief]}</p>
    <div class="told">
      ${partsBar(outcome, longest)}
      <p>${outcomeSentence({ ...shown, clock }, outcome)}</p>
      ${evidenceOf({ ...shown, clock }, outcome)}
    </div>
  </li>`;
};

/** What a downtime is listed as. */
const FATES: Readonly<Record<DowntimeCategory, string>> = {
  downtime: 'Counted',
  pending: 'Notice pending',
  forfeited: 'Forfeited',
  unrecognized: 'Not recognised',
  excused: 'Excused',
  maintenance: 'Maintenance',
  holiday: 'Holiday',
  weekend: 'Weekend',
  inactive: 'No contract',
  elsewhere: 'Another month',
  future: 'Not yet known',
  up: 'Up',
};

const HEIGHT = 9;

/** Where downtime counts for nothing, whoever noticed it. */
const OUTSIDE: ReadonlySet<DowntimeCategory> = new Set(['maintenance', 'holiday', 'weekend', 'inactive', 'elsewhere']);

/** How long it was beside the month's longest, and what became of its parts. */
const partsBar = ({ start, parts }: DowntimeView, longest: number): Html => {
  const scale = { start, end: start + longest };
  const said = parts.map(({ fate, ...part }) => `${wordFor(fate)} ${lengthText(part.end - part.start)}`);
  const label = said.length > 6 ? countText(said.length, 'part') : said.join(', then ');
  return html`<svg class="parts" width="100%" height="${HEIGHT}" role="img" aria-label="${label}">
    ${parts.map(({ fate, ...part }) => [
      bar(scale, { ...part, mark: fate === 'elsewhere' ? 'inactive' : fate }, { height: HEIGHT }),
      OUTSIDE.has(fate) ? outsideBars(scale, [part.start, part.end], { height: HEIGHT }) : undefined,
    ])}
  </svg>`;
};

const wordFor = (fate: DowntimeCategory): string =>
  fate === 'elsewhere' ? 'in another month' : labelName(fate).toLowerCase();
