import type { SimulatedClosing } from './simulate-closing.ts';

const WIDTH = 720;
const HEIGHT = 360;
const MARGIN = { left: 70, right: 50, top: 20, bottom: 50 } as const;

const label = (px: number, py: number, text: string, anchor = 'middle'): string =>
  `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" text-anchor="${anchor}">${text}</text>`;

/** Returns an SVG chart of the duration of closes by number of customers; both axes are logarithmic. */
export const scalingCurve = (
  lines: readonly { readonly name: string; readonly points: readonly SimulatedClosing[] }[],
): string => {
  const x = (customers: number): number =>
    MARGIN.left + ((Math.log10(customers) - 2) / 5) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (seconds: number): number =>
    HEIGHT - MARGIN.bottom - (Math.log10(seconds) / 5) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const grid = [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
    .map(
      (n) =>
        `<path d="M${x(n).toFixed(1)} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}"/>${label(x(n), HEIGHT - MARGIN.bottom + 18, n.toLocaleString('en'))}`,
    )
    .join('');
  const ticks: readonly (readonly [number, string])[] = [
    [1, '1 s'],
    [10, '10 s'],
    [60, '1 min'],
    [600, '10 min'],
    [3600, '1 h'],
    [36_000, '10 h'],
  ];
  const rows = ticks
    .map(
      ([s, text]) =>
        `<path d="M${MARGIN.left} ${y(s).toFixed(1)}H${WIDTH - MARGIN.right}"/>${label(MARGIN.left - 8, y(s) + 4, text, 'end')}`,
    )
    .join('');
  const drawn = lines
    .map(({ name, points }, i) => {
      const path = points
        .map((p, j) => `${j === 0 ? 'M' : 'L'}${x(p.customers).toFixed(1)} ${y(p.seconds).toFixed(1)}`)
        .join('');
      const at = MARGIN.top + 24 + i * 20;
      const sample = `<path d="M${MARGIN.left + 20} ${at - 4}h34"/>`;
      return `<g class="l${i}"><path d="${path}"/>${sample}${label(MARGIN.left + 62, at, name, 'start')}</g>`;
    })
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Duration of a close by number of customers">
<style>
text{font:12px system-ui,sans-serif;fill:#57606a}rect{fill:#fff}path{stroke:#d8dee4;fill:none}g path{stroke-width:2}
.l0 path{stroke:#0550ae}.l0 text{fill:#0550ae}.l1 path{stroke:#bc4c00;stroke-dasharray:6 4}.l1 text{fill:#bc4c00}.l2 path{stroke:#1a7f37;stroke-dasharray:2 3}.l2 text{fill:#1a7f37}
@media (prefers-color-scheme:dark){text{fill:#9198a1}rect{fill:#0d1117}path{stroke:#30363d}.l0 path{stroke:#58a6ff}.l0 text{fill:#58a6ff}.l1 path{stroke:#f0883e}.l1 text{fill:#f0883e}.l2 path{stroke:#56d364}.l2 text{fill:#56d364}}
</style>
<rect width="${WIDTH}" height="${HEIGHT}" rx="6"/>
${grid}${rows}${drawn}${label((WIDTH + MARGIN.left) / 2, HEIGHT - 10, 'customers, a tenth with a notice')}
</svg>
`;
};
