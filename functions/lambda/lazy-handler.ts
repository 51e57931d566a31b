/**
 * A handler that is made when its first event comes, and kept: what it needs (settings, clients, the checked configuration) is
 * made once for each instance of the function.
 */
export const lazyHandler = <E, R>(make: () => (event: E) => Promise<R>): ((event: E) => Promise<R>) => {
  let made: ((event: E) => Promise<R>) | undefined;
  return (event) => {
    made ??= make();
    return made(event);
  };
};
