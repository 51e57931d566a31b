import { CONSOLE_PATH } from '../../../shared/config/console-paths.ts';

const RETURN_PATH_CHARACTERS_MAX = 1000;

/** A URL parser drops control characters and reads a backslash as a slash. */
const ODD_CHARACTER = /[\p{Cc}\\]/u;

/** Returns the page of the console to which a sign-in returns. Every other address becomes the first page. */
export const returnPath = (to: string | undefined): string => {
  if (to === undefined || to.length > RETURN_PATH_CHARACTERS_MAX || ODD_CHARACTER.test(to)) return CONSOLE_PATH;
  const url = URL.parse(to, 'https://console.invalid');
  const isOfConsole = url?.pathname === CONSOLE_PATH || url?.pathname.startsWith(`${CONSOLE_PATH}/`) === true;
  if (url === null || !isOfConsole || url.origin !== 'https://console.invalid' || !to.startsWith('/'))
    return CONSOLE_PATH;
  return `${url.pathname}${url.search}`;
};
