import { textOf } from '../builders/page-markup.ts';
import type { Product } from '../emulators/test-product.ts';
import { pageCall } from './requests.ts';

/** A page of the console. */
export type BrowsedPage = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  /** The visible text. */
  readonly text: string;
};

/** Requests a page of the console. `POST` sends a form, processes the queued messages, and follows the redirect. */
export const browseConsole = async (
  product: Product,
  ...request: Parameters<typeof pageCall>
): Promise<BrowsedPage> => {
  const answered = await product.pipeline.console(pageCall(...request));
  await product.pipeline.run();
  const headers = Object.fromEntries(
    Object.entries(answered.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const to = headers['location'];
  if (to !== undefined) return browseConsole(product, 'GET', to);
  return { status: answered.statusCode, headers, html: answered.body, text: textOf(answered.body) };
};
