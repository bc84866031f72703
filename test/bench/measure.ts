/** What one side of a comparison took, in milliseconds. */
export interface Timing {
  median: number;
  runs: number;
}

/** One side of a comparison, and how often it is timed in each turn: what takes seconds once, what is short often. */
export interface Side {
  run(): Promise<unknown>;
  times: number;
}

/**
 * Times two sides in turns, so that whatever else the machine does meanwhile falls on both alike, each going first
 * every second time, and answers the median of each. The first turn only warms up. The clock is that on the wall; what
 * this process does alone is better told by its own time on the processor, which nobody else's work makes longer.
 */
export async function inTurns(
  turns: number,
  left: Side,
  right: Side,
  now: () => number = () => performance.now(),
): Promise<[Timing, Timing]> {
  const times = new Map<Side, number[]>([
    [left, []],
    [right, []],
  ]);
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const side of turn % 2 === 0 ? [left, right] : [right, left]) {
      for (let count = 0; count < side.times; count += 1) {
        const started = now();
        await side.run();
        if (turn > 0) times.get(side)?.push(now() - started);
      }
    }
  }
  const timed = (side: Side): Timing => {
    const of = times.get(side) as number[];
    return { median: median(of), runs: of.length };
  };
  return [timed(left), timed(right)];
}

/** The time that this process has had on the processor, in milliseconds. */
export function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(of: readonly number[]): number {
  const sorted = of.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] as number;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] as number) + high) / 2;
}

/** One line of the table: what was compared, what each side took, and what the ratio must be. */
export interface Row {
  what: string;
  left: string;
  right: string;
  ratio: number | null;
  /** Null where the line has no goal at this size, or was not run. */
  goal: { atMost: number } | { atLeast: number } | null;
}

export function isMissed({ ratio, goal }: Row): boolean {
  if (goal === null || ratio === null) return false;
  return 'atMost' in goal ? ratio > goal.atMost : ratio < goal.atLeast;
}

/** Prints the lines as a table with its columns under one another. */
export function printRows(rows: readonly Row[]): void {
  const texts = rows.map((row) => [
    row.what,
    row.left,
    row.right,
    row.ratio === null ? '' : row.ratio.toFixed(row.ratio < 10 ? 2 : 0),
    goalShown(row),
    row.ratio === null || row.goal === null ? '' : isMissed(row) ? 'MISSED' : 'held',
  ]);
  const all = [['Compared', 'Left', 'Right', 'Ratio', 'Goal', ''], ...texts];
  const widths = (all[0] as string[]).map((_, column) => Math.max(...all.map((row) => (row[column] as string).length)));
  for (const row of all) {
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    );
  }
}

function goalShown({ goal }: Row): string {
  if (goal === null) return 'none at this size';
  return 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
}

/** Milliseconds as they are printed. */
export function shown({ median: ms }: Timing): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
