/** Return round figures from zero to at least `most`, for the lines of a chart. Drawing only, never money. */
export function ticks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * magnitude).find((each) => each >= rough) ?? rough;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** Return every how many bars a label fits, given the room of one bar and of one label in pixels. */
export function labelEvery(slot: number, label: number): number {
  const least = Math.max(1, Math.ceil(label / slot));
  return [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 24].find((each) => each >= least) ?? least;
}
