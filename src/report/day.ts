// report: a day as a user writes it.
const DAY_MS = 86_400_000;

/** Whole days since 1970-01-01 of a text such as 2024-02-29; undefined for one that is no day. */
export function findDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = new Date(`${text}T00:00:00Z`);
  // JavaScript turns 30 February into 1 March; the way back shows it.
  const isReal = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
  return isReal ? time.getTime() / DAY_MS : undefined;
}
