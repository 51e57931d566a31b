const DAY = 86_400_000;

/** Days of one month, given as dates in order of time, as people list them: `2`, `5 to 9`; two days in a row are still told one by one. */
export const dayRanges = (dates: readonly string[]): string[] => {
  const runs: string[][] = [];
  for (const date of dates) {
    const run = runs.at(-1);
    if (run !== undefined && Date.parse(date) - Date.parse(run.at(-1) ?? '') === DAY) run.push(date);
    else runs.push([date]);
  }
  return runs.flatMap((run) =>
    run.length > 2 ? [`${dayOf(run[0])} to ${dayOf(run.at(-1))}`] : run.map((date) => dayOf(date)),
  );
};

const dayOf = (date = ''): string => String(Number(date.slice(-2)));
