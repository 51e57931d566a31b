import { raw } from 'hono/html';
import { type Html, html } from './html.ts';
import { patterns } from './label-marks.ts';
import { cityOf } from './page-clock.ts';
import { PAGE_STYLE } from './page-style.ts';

/** Markup and style that a site adds to a page: the console puts its navigation above a statement. */
export type PageFrame = { readonly style: string; readonly above: Html };

type Page = {
  readonly title: string;
  readonly body: Html;
  /** The only script that may run; its hash goes into the content security policy. */
  readonly script?: { readonly text: string; readonly hash: string };
  /** @default none: the page stands alone */
  readonly frame?: PageFrame | undefined;
};

/** Returns a complete page with its style inline. The content security policy forbids to load anything. */
export const page = ({ title, body, script, frame }: Page): string => {
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
          ${raw(PAGE_STYLE)}${raw(frame?.style ?? '')}
        </style>
      </head>
      <body>
        ${frame?.above} ${patterns} ${body} ${script === undefined ? undefined : raw(`<script>${script.text}</script>`)}
      </body>
    </html> `.toString();
};

/** A checkbox that shows UTC beside every time. It works by style alone, since statements run no script. */
export const utcSwitch = (timeZone: string): Html | undefined =>
  timeZone === 'UTC'
    ? undefined
    : html`<p class="utc">
        <label><input type="checkbox" id="utc" /> UTC beside ${cityOf(timeZone)} time</label>
      </p>`;
