import type { Day } from '../calendar/day.ts';
import type { Pence } from '../money/pence.ts';

/** A line of the finance system's ledger, as it was loaded. */
export interface LedgerLine {
  initiative: string;
  row: number;
  reference: string | null;
  day: Day | null;
  pence: Pence;
}

/** What one act posted of one spend in a period: the parts that it was divided into stand together. A line of a batch is one. */
export interface PostedSpend {
  initiative: string;
  spendRef: string;
  /** By what names the finance system may know it: the supplier's reference, the file's transaction, our own. */
  names: string[];
  day: Day;
  pence: Pence;
  /** Its entries; of a line of a batch, which shares its entry with others, its own number below zero. */
  entryIds: number[];
  /** The entries that it takes back. */
  corrects: number[];
}

/** How a line and an entry were told to be the same. */
export type MatchedBy = 'reference and amount' | 'amount and date' | 'amount';

/** Which lines and entries are the same, and what is left over on either side. */
export interface Matching {
  pairs: { line: LedgerLine; posted: PostedSpend; by: MatchedBy }[];
  /** In the finance system and not here. */
  linesLeft: LedgerLine[];
  /** Here and not in the finance system. */
  postedLeft: PostedSpend[];
  /** Taken back in the same period, so that neither it nor its reversal is looked for. */
  cancelled: PostedSpend[];
}

interface Rule {
  by: MatchedBy;
  lineKeys(line: LedgerLine): string[];
  postedKeys(posted: PostedSpend): string[];
}

// In this order, so that what a reference tells is never taken by a mere amount.
const RULES: readonly Rule[] = [
  {
    by: 'reference and amount',
    lineKeys: ({ initiative, reference, pence }) =>
      reference === null ? [] : [keyOf(initiative, nameKey(reference), pence)],
    postedKeys: ({ initiative, names, pence }) => names.map((name) => keyOf(initiative, nameKey(name), pence)),
  },
  {
    by: 'amount and date',
    lineKeys: ({ initiative, day, pence }) => (day === null ? [] : [keyOf(initiative, day, pence)]),
    postedKeys: ({ initiative, day, pence }) => [keyOf(initiative, day, pence)],
  },
  {
    by: 'amount',
    lineKeys: ({ initiative, pence }) => [keyOf(initiative, '', pence)],
    postedKeys: ({ initiative, pence }) => [keyOf(initiative, '', pence)],
  },
];

/**
 * Matches lines and entries one to one: by initiative, reference and amount; then by initiative, amount and date; then
 * by initiative and amount alone. Where several would do, the earliest of each side are taken. What was posted and
 * taken back in the same period is looked for last, and then cancels out here.
 */
export function matchLines(lines: readonly LedgerLine[], posted: readonly PostedSpend[]): Matching {
  const pairs: Matching['pairs'] = [];
  let linesLeft = [...lines];
  const open = new Set(posted);
  for (const rule of RULES) {
    const waiting = new Map<string, PostedSpend[]>();
    for (const item of open) {
      for (const key of rule.postedKeys(item)) waiting.set(key, [...(waiting.get(key) ?? []), item]);
    }
    const left: LedgerLine[] = [];
    for (const line of linesLeft) {
      const found = rule
        .lineKeys(line)
        .flatMap((key) => waiting.get(key) ?? [])
        .find((item) => open.has(item));
      if (found === undefined) {
        left.push(line);
        continue;
      }
      open.delete(found);
      pairs.push({ line, posted: found, by: rule.by });
    }
    linesLeft = left;
  }
  const cancelled = cancelledOf([...open]);
  return { pairs, linesLeft, cancelled, postedLeft: [...open].filter((item) => !cancelled.includes(item)) };
}

/** What was taken back whole by another that is left over too: the finance system need know neither. */
function cancelledOf(left: readonly PostedSpend[]): PostedSpend[] {
  const byEntry = new Map(left.flatMap((item) => item.entryIds.map((id) => [id, item] as const)));
  const cancelled = new Set<PostedSpend>();
  for (const item of left) {
    const original = item.corrects.map((id) => byEntry.get(id)).find((found) => found !== undefined);
    if (original === undefined || original.pence !== -item.pence || cancelled.has(original)) continue;
    cancelled.add(original);
    cancelled.add(item);
  }
  return [...cancelled];
}

/** What here has the reference of a line and another amount: perhaps the same, and entered wrongly on one side. */
export function alike(line: LedgerLine, posted: readonly PostedSpend[]): PostedSpend | undefined {
  const { reference, initiative } = line;
  if (reference === null) return undefined;
  return posted.find(
    (of) => of.initiative === initiative && of.names.some((name) => nameKey(name) === nameKey(reference)),
  );
}

function keyOf(initiative: string, named: string, pence: Pence): string {
  return JSON.stringify([initiative, named, pence]);
}

function nameKey(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, '').toLowerCase();
}
