import { cityOf } from './page-clock.ts';
import { type Html, html } from './html.ts';
import { raw } from 'hono/html';
import { patterns } from './label-marks.ts';
import { STYLE } from './page-style.ts';

export type Page = {
  readonly title: string;
  readonly body: Html;
  /** A script of the page's own, and its hash for the policy: nothing else may run. */
  readonly script?: { readonly text: string; readonly hash: string };
};

/** A whole page that needs nothing else: its style is in it, and whatever is not in it may not be loaded. */
export const page = ({ title, body, script }: Page): string => {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:${script === undefined ? '' : `; script-src '${script.hash}'`}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        ${patterns} ${body} ${script === undefined ? undefined : raw(`<script>${script.text}</script>`)}
      </body>
    </html> `.toString();
};

/** A switch that shows UTC beside every time of another zone. The page works without a script, so the style does it. */
export const utcSwitch = (timeZone: string): Html | undefined =>
  timeZone === 'UTC'
    ? undefined
    : html`<p class="utc">
        <label><input type="checkbox" id="utc" /> UTC beside ${cityOf(timeZone)} time</label>
      </p>`;
