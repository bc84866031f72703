/** Names an account of the one fund as the books do; `who` is an allocation, an initiative or an agreement. */
export function accountIn(source: string, year: number, kind: string, who = ''): string {
  return `F:${source}:${year}-${String(year + 1).slice(2)}:revenue:${kind}${who === '' ? '' : `:${who}`}`;
}

/** A part of something drawn: how much went from which account to which, and how much of it was taken back. */
export interface Part {
  from: string;
  to: string;
  pence: number;
  corrected: number;
}

/**
 * A plain second model of the books: what every account holds, written with none of the program's code. It knows no
 * entries, cells or versions; it moves amounts between names.
 */
export class BookModel {
  private readonly held = new Map<string, number>();

  left(account: string): number {
    return this.held.get(account) ?? 0;
  }

  /** The accounts whose name begins so, in the order in which they were first touched. */
  accounts(beginning: string): string[] {
    return [...this.held.keys()].filter((name) => name === beginning || name.startsWith(`${beginning}:`));
  }

  move(from: string, to: string, pence: number): void {
    this.held.set(from, this.left(from) - pence);
    this.held.set(to, this.left(to) + pence);
  }

  /** What every account that was ever touched holds, in the order of names. */
  balances(): Record<string, number> {
    return Object.fromEntries([...this.held].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** How far the purses reach together; one below zero reaches nowhere and takes nothing from the others. */
  reach(purses: readonly string[]): number {
    let pence = 0;
    for (const purse of purses) pence += Math.max(0, this.left(purse));
    return pence;
  }

  /** Divides an amount over purses in their order; what is beyond them all falls on the last. Moves nothing. */
  parts(purses: readonly string[], pence: number, to: (purse: string) => string): Part[] {
    const parts: Part[] = [];
    let open = pence;
    for (const purse of purses) {
      const part = Math.min(open, Math.max(0, this.left(purse)));
      if (part > 0) parts.push({ from: purse, to: to(purse), pence: part, corrected: 0 });
      open -= part;
    }
    const last = purses.at(-1) as string;
    if (open > 0) parts.push({ from: last, to: to(last), pence: open, corrected: 0 });
    return parts;
  }

  apply(parts: readonly Part[]): void {
    for (const { from, to, pence } of parts) this.move(from, to, pence);
  }
}
