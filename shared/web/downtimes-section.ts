import type { Annotations } from '../persistence/annotations.ts';
import type { Names } from './display-names.ts';
import { type DowntimeCategory, type DowntimeView, downtimeViews } from './downtime-view.ts';
import { evidenceOf, type FactHref } from './evidence-section.ts';
import { countText, length, lengthText } from './figures.ts';
import { type Html, html } from './html.ts';
import { labelName } from './label-marks.ts';
import { outcomeSentence } from './outcome-sentence.ts';
import { entryHeading, sectionHeading, sectionLabel, type StatementView } from './statement-view.ts';
import { outsideBars, timelineBar } from './timeline-bar.ts';

const DOWNTIMES_MAX = 40;

type DowntimesContext = StatementView & {
  readonly names: Names;
  readonly annotations: Annotations;
  readonly factHref?: FactHref | undefined;
};

/**
 * Returns every downtime of the month with its length, its categories, the reason and the evidence.
 * `bytesLeft`: the space for the section; if it is too small, only the longest downtimes are listed.
 */
export const downtimesSection = (context: DowntimesContext, bytesLeft: number): Html => {
  const views = downtimeViews(context.statement);
  const entries = longestEntries(context, views, bytesLeft - FRAME_BYTES);
  const left = views.length - entries.size;
  return html`<section aria-labelledby="${sectionLabel(context, 'downtimes')}">
    ${sectionHeading(context, 'downtimes', 'Downtimes')}
    ${views.length === 0 ? html`<p>No component that the customer uses was down in this month.</p>` : undefined}
    <ol class="downtimes">
      ${views.map((view) => entries.get(view))}
    </ol>
    ${
      left === 0
        ? undefined
        : html`<p class="aside">
            ${entries.size === 0 ? `All ${left}` : `The ${entries.size} longest ${entries.size === 1 ? 'is' : 'are'} listed. The other ${left}`}
            are in the calendar above and in the statement's JSON.
          </p>`
    }
  </section>`;
};

/** An upper bound for the section without its entries. */
const FRAME_BYTES = 1000;

const longestEntries = (
  context: DowntimesContext,
  views: readonly DowntimeView[],
  bytesLeft: number,
): Map<DowntimeView, Html> => {
  const longestFirst = views.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const [longest] = longestFirst;
  const entries = new Map<DowntimeView, Html>();
  let bytes = 0;
  for (const view of longestFirst.slice(0, DOWNTIMES_MAX)) {
    const entry = downtimeEntry(context, view, longest === undefined ? 1 : longest.end - longest.start);
    bytes += Buffer.byteLength(entry.toString());
    if (bytes > bytesLeft) break;
    entries.set(view, entry);
  }
  return entries;
};

const COMPONENTS_MAX = 6;

const componentsText = ({ components }: DowntimeView['outage']): string => {
  const ids = components.slice(0, COMPONENTS_MAX).map(({ id }) => id);
  const left = components.length - ids.length;
  return left === 0 ? ids.join(', ') : `${ids.join(', ')} and ${left} more`;
};

const downtimeEntry = (context: DowntimesContext, view: DowntimeView, longestMs: number): Html => {
  const { start, end, outage, primary } = view;
  return html`<li class="downtime-entry">
    ${entryHeading(context, context.clock.span(start, end))}
    <p class="what">${length(end - start)} <span class="components">${componentsText(outage)}</span></p>
    <p class="category ${primary}">${CATEGORY_NAMES[primary]}</p>
    <div class="entry-text">
      ${partsBar(view, longestMs)}
      <p>${outcomeSentence(context, view)}</p>
      ${evidenceOf(context, view)}
    </div>
  </li>`;
};

const CATEGORY_NAMES: Readonly<Record<DowntimeCategory, string>> = {
  downtime: 'Counted',
  pending: 'Notice pending',
  forfeited: 'Forfeited',
  unrecognized: 'Not recognised',
  excused: 'Excused',
  maintenance: 'Maintenance',
  holiday: 'Holiday',
  weekend: 'Weekend',
  'off-hours': 'Off hours',
  inactive: 'No contract',
  elsewhere: 'Another month',
  future: 'Not yet known',
  up: 'Up',
};

const BAR_HEIGHT = 9;

/** Categories outside service time, with or without notice. */
const OUTSIDE: ReadonlySet<DowntimeCategory> = new Set([
  'maintenance',
  'holiday',
  'weekend',
  'off-hours',
  'inactive',
  'elsewhere',
]);

/** A bar of the downtime's parts, as long as the downtime in relation to the longest of the month. */
const partsBar = ({ start, parts }: DowntimeView, longestMs: number): Html => {
  const scale = { start, end: start + longestMs };
  const texts = parts.map(({ category, ...part }) => `${partName(category)} ${lengthText(part.end - part.start)}`);
  const label = texts.length > 6 ? countText(texts.length, 'part') : texts.join(', then ');
  return html`<svg class="parts" width="100%" height="${BAR_HEIGHT}" role="img" aria-label="${label}">
    ${parts.map(({ category, ...part }) => [
      timelineBar(scale, { ...part, mark: category === 'elsewhere' ? 'inactive' : category }, { height: BAR_HEIGHT }),
      OUTSIDE.has(category) ? outsideBars(scale, [part.start, part.end], { height: BAR_HEIGHT }) : undefined,
    ])}
  </svg>`;
};

const partName = (category: DowntimeCategory): string =>
  category === 'elsewhere' ? 'in another month' : labelName(category).toLowerCase();
