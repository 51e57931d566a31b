/**
 * Returns a handler that is created on the first event.
 * Settings, clients and the checked configuration exist once per instance of the function.
 */
export const lazyHandler = <E, R>(make: () => (event: E) => Promise<R>): ((event: E) => Promise<R>) => {
  let made: ((event: E) => Promise<R>) | undefined;
  return (event) => {
    made ??= make();
    return made(event);
  };
};
