import { type PeriodKey, periodLabel } from '../../calendar/period.ts';
import type { Purse } from '../../funds/budget-head.ts';
import { agreementPurses, initiativePurses } from '../../initiatives/agreements/purse.store.ts';
import { findInitiative, noBudget } from '../../initiatives/initiative.store.ts';
import { addUp } from '../../ledger/balance.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { currentPeriod, openPeriod } from '../../ledger/period.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { findPlace } from '../../partners/place.ts';
import type { Db } from '../../platform/database.ts';
import { canonical, sha256 } from '../../platform/digest.ts';
import { refused } from '../../platform/refusal.ts';
import { knownLines } from '../spend.store.ts';
import { creditsFirst, draw } from '../spend.ts';
import { findBatchOfFile } from './batch.store.ts';
import { type Paying, readPaying } from './paying-line.ts';
import { type Fault, lineKey } from './read/line.ts';
import type { ImportProfile } from './read/profile.ts';
import type { KeyedLine, SpendFile } from './read/whole-file.ts';

/** Where a file's lines are to go. */
export interface ImportTarget {
  initiative: string;
  place: string;
  /** The oldest open period, when none is named: the file's period decides, never a date. */
  period?: PeriodKey;
}

/** What importing a file would do, before anything is stored. */
export interface ImportPlan {
  file: SpendFile;
  profile: string;
  initiative: string;
  fund: string;
  place: string;
  period: PeriodKey;
  /** The batch that already holds this very file, if one does. */
  sameFile: string | null;
  newLines: KeyedLine[];
  known: KeyedLine[];
  /** What new lines pay of claims, by their keys. */
  pays: ReadonlyMap<string, Paying>;
  faults: Fault[];
  /** What the new lines come to: charges less credits. */
  pence: Pence;
  /** How far the new lines pass what the initiative has left. */
  over: Pence;
}

/** Compares a file with what is recorded and says what would happen; stores nothing. */
export async function planImport(
  db: Db,
  officeId: number,
  file: SpendFile,
  profile: ImportProfile,
  target: ImportTarget,
): Promise<ImportPlan> {
  const initiative = await findInitiative(db, officeId, target.initiative);
  if (findPlace(target.place) === undefined) {
    throw refused(
      'place',
      `${JSON.stringify(target.place)} is not a place that money is spent in. Give its code.`,
      'place',
    );
  }
  const periods = await readPeriods(db, officeId);
  const period = target.period === undefined ? currentPeriod(periods) : openPeriod(periods, target.period);
  const known = await knownLines(
    db,
    officeId,
    file.lines.map((line) => lineKey(profile.name, line)),
  );
  const faults = [...file.faults];
  const newLines: KeyedLine[] = [];
  const knownHere: KeyedLine[] = [];
  for (const line of file.lines) {
    if (line.category === null) faults.push(undecided(line.row));
    const before = known.get(lineKey(profile.name, line));
    if (before === undefined) {
      newLines.push(line);
      continue;
    }
    const pence = before.kind === 'unmatched-credit' ? -before.pence : before.pence;
    if (pence === line.pence) knownHere.push(line);
    else {
      faults.push({
        row: line.row,
        column: 'amount',
        value: formatPounds(line.pence),
        reason:
          `This line is recorded as ${before.ref} with ${formatPounds(pence)}. Correct that spend by a refund or a ` +
          'reversal, or the file.',
      });
    }
  }
  const { pays, faults: wrongPayments } = await readPaying(db, officeId, newLines, {
    initiative: initiative.ref,
    year: period.year,
  });
  faults.push(...wrongPayments);
  const bound = await boundPurses(db, officeId, pays, period.year);
  const free = await initiativePurses(db, officeId, initiative.ref, period.year, 'revenue');
  if (free.length === 0) throw noBudget(initiative.ref, period.year, 'revenue');
  const over: Pence[] = [];
  for (const line of creditsFirst(newLines, ({ pence }) => pence < 0)) {
    const agreement = pays.get(line.key)?.agreement ?? '';
    if (line.pence > 0)
      over.push(
        ...draw(agreement, bound.get(agreement) ?? [], free, line.pence)
          .filter((part) => part.over)
          .map((part) => part.pence),
      );
    else if (free[0] !== undefined) free[0].left -= line.pence;
  }
  return {
    file,
    profile: profile.name,
    initiative: initiative.ref,
    fund: initiative.fund,
    place: target.place,
    period: { year: period.year, number: period.number },
    sameFile: await findBatchOfFile(db, officeId, file.sha256),
    newLines,
    known: knownHere,
    pays,
    faults: faults.sort((a, b) => a.row - b.row),
    pence: addUp(newLines.map((line) => line.pence)),
    over: addUp(over),
  };
}

function undecided(row: number): Fault {
  const reason = 'Expected a kind of file that says the category of its lines; found none. Enter the line by hand.';
  return { row, column: null, value: '', reason };
}

/** What the agreements that lines pay under still bind of a year's money. */
export async function boundPurses(
  db: Db,
  officeId: number,
  pays: ReadonlyMap<string, Pick<Paying, 'agreement'>>,
  year: number,
): Promise<Map<string, Purse[]>> {
  const bound = new Map<string, Purse[]>();
  for (const agreement of new Set([...pays.values()].map((paying) => paying.agreement))) {
    bound.set(agreement, await agreementPurses(db, officeId, agreement, year));
  }
  return bound;
}

/**
 * The fingerprint of what a plan would do. Two plans with the same one store the same rows, so that what is confirmed
 * is exactly what was shown.
 */
export function planDigest(plan: ImportPlan): string {
  const { file, profile, initiative, place, period, sameFile, newLines, known, pays, faults, pence, over } = plan;
  return sha256(
    canonical({
      file: file.sha256,
      profile,
      initiative,
      place,
      period: periodLabel(period),
      sameFile,
      newLines: newLines.map(({ key, row, category }) => [key, row, category]),
      pays: [...pays].map(([key, { payable }]) => [key, payable]),
      known: known.map(({ key }) => key),
      skipped: file.skipped.length,
      faults: faults.map(({ row, column, reason }) => [row, column, reason]),
      pence,
      over,
    }),
  );
}
