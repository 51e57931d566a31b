import { textOf } from '../builders/page-markup.ts';
import type { Product } from '../emulators/test-product.ts';
import { pageCall } from './requests.ts';

/** What the console answered. */
export type Page = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  /** What a reader sees. */
  readonly text: string;
};

/** Looks at the console of a product. A `POST` is a form, and what it puts on the queues is worked through; a redirect is followed. */
export const browse = async (product: Product, ...request: Parameters<typeof pageCall>): Promise<Page> => {
  const answered = await product.pipeline.console(pageCall(...request));
  await product.pipeline.run();
  const headers = Object.fromEntries(
    Object.entries(answered.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const to = headers['location'];
  if (to !== undefined) return browse(product, 'GET', to);
  return { status: answered.statusCode, headers, html: answered.body, text: textOf(answered.body) };
};
