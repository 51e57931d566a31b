import type { Label } from '../domain/month/label.ts';
import { type Html, html } from './html.ts';

const LABEL_NAMES: Readonly<Record<Label, string>> = {
  up: 'Up',
  downtime: 'Down, counted',
  unrecognized: 'Down, unrecognised',
  forfeited: 'Down, forfeited',
  pending: 'Down, notice pending',
  excused: 'Down, excused',
  maintenance: 'Scheduled maintenance',
  weekend: 'Weekend',
  holiday: 'Holiday',
  'off-hours': 'Off hours',
  inactive: 'Outside the contract',
  future: 'Not yet known',
};

/** A mark of a chart: a label, or downtime outside service time. */
export type LabelMark = Label | 'outside';

const LEGEND_ORDER: readonly Label[] = [
  'up',
  'downtime',
  'unrecognized',
  'forfeited',
  'pending',
  'excused',
  'maintenance',
  'weekend',
  'holiday',
  'off-hours',
  'inactive',
  'future',
];

/** Returns the labels for which `has` is true, in the order of the legend. */
export const inLegend = (has: (label: Label) => boolean): Label[] => LEGEND_ORDER.filter(has);

export const labelName = (mark: LabelMark): string =>
  mark === 'outside' ? 'Down, outside service time' : LABEL_NAMES[mark];

/** Returns a small sample of a mark for a legend. */
export const swatch = (mark: LabelMark): Html =>
  html`<svg class="swatch" width="18" height="12" aria-hidden="true">
    ${mark === 'outside' ? html`<rect class="weekend" width="18" height="12" rx="2" />` : undefined}
    ${
      mark === 'outside'
        ? html`<rect class="outside" y="4" width="18" height="4" />`
        : html`<rect class="${mark}" x=".5" y=".5" width="17" height="11" rx="1.5" />`
    }
  </svg>`;

/** The patterns that distinguish labels without colour; each page contains them once. Only counted downtime is solid. */
export const patterns = html`<svg width="0" height="0" class="defs" aria-hidden="true">
  <defs>
    <pattern id="p-unrecognized" width="5" height="5" patternUnits="userSpaceOnUse">
      <rect class="amber-pale" width="5" height="5" />
      <circle class="amber" cx="1.5" cy="1.5" r="1.05" />
      <circle class="amber" cx="4" cy="4" r="1.05" />
    </pattern>
    <pattern id="p-excused" width="4" height="4" patternUnits="userSpaceOnUse">
      <rect class="blue-pale" width="4" height="4" />
      <rect class="blue" width="1.6" height="4" />
    </pattern>
    <pattern id="p-forfeited" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="red-pale" width="5" height="5" />
      <rect class="red" width="1.6" height="5" />
    </pattern>
    <pattern id="p-pending" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
      <rect class="amber-pale" width="7" height="7" />
      <rect class="amber" width="2.4" height="7" />
    </pattern>
    <pattern id="p-maintenance" width="5" height="5" patternUnits="userSpaceOnUse">
      <rect class="violet-pale" width="5" height="5" />
      <path class="violet" d="M0 0L5 5M5 0L0 5" />
    </pattern>
    <pattern id="p-holiday" width="4" height="4" patternUnits="userSpaceOnUse">
      <rect class="off" width="4" height="4" />
      <rect class="off-line" y="1.5" width="4" height="1" />
    </pattern>
    <pattern id="p-off-hours" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="off" width="6" height="6" />
      <rect class="off-line" width="1" height="6" />
    </pattern>
    <pattern id="p-inactive" width="6" height="6" patternUnits="userSpaceOnUse">
      <rect class="paper" width="6" height="6" />
      <circle class="off-line" cx="3" cy="3" r=".9" />
    </pattern>
  </defs>
</svg>`;
