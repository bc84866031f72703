import { type Day, weekday } from '../../../calendar/day.ts';
import { formatPounds, type Pence } from '../../../money/pence.ts';
import type { Db } from '../../../platform/database.ts';
import { type Row, write } from '../../../platform/database.ts';
import { randomToken } from '../../../platform/digest.ts';
import { knownLines } from '../../spend.store.ts';
import type { FileLine as ReadLine } from '../read/line.ts';
import { type Coded, Coder, type CoderFacts } from './coder.ts';
import { countFlags, moveFlags } from './flagged.ts';
import { LinesDigest, lineWordsDigest } from './line-digest.ts';
import { lineTable, orderBySize } from './line-table.ts';
import type { LineWords } from './line-words.ts';
import type { CodingCount, LineTable } from './live-line.ts';
import { Remarks } from './remarks.ts';
import type { SearchAside } from './search-aside.ts';
import type { Range } from './search-plain.ts';
import { type EarlierLine, FLAGS, type StagedLine, wordsOfLine } from './staged-line.ts';

/** What staging knows of the office before the first line. */
export interface StagingFacts extends CoderFacts {
  words: LineWords;
}

/** The plan whose lines are staged. */
export interface StagedPlan {
  id: number;
  officeId: number;
}

/** What was staged, for the plan's page. */
export interface Staged {
  lines: number;
  pence: Pence;
  known: number;
  knownPence: Pence;
  changed: number;
  changedPence: Pence;
  linesDigest: string;
}

/**
 * No slice is meant to hold the write lock longer, so that nobody else's saving waits. Counted in the time that the
 * work itself takes: on a busy machine shorter slices would only make more of them.
 */
const SLICE_MS = 80;
const FEWEST = 500;
const MOST = 10_000;
const NONE: readonly EarlierLine[] = [];
const NO_LINES: readonly StagedLine[] = [];

/**
 * Stages the lines of a file in slices, each in a short transaction of its own; nothing of it shows before the plan is
 * confirmed. What stands already is told from what is new by system, transaction and line. Memory does not grow with
 * the file.
 */
export class Stager {
  readonly remarks: Remarks;
  private readonly db: Parameters<typeof write>[0];
  private readonly plan: StagedPlan;
  private readonly facts: StagingFacts;
  private readonly search: SearchAside | null;
  private readonly coder: Coder;
  private readonly digest = new LinesDigest();
  private readonly weekends = new Map<Day, boolean>();
  private waiting: Coded[] = [];
  private sliceSize = 1000;
  private rowsRead = 0;
  private bytesRead = 0;
  private readonly staged = { lines: 0, pence: 0, known: 0, knownPence: 0, changed: 0, changedPence: 0 };

  /** Given a search of its own thread, lines are put into it while the next are coded. */
  constructor(
    db: Parameters<typeof write>[0],
    plan: StagedPlan,
    facts: StagingFacts,
    search: SearchAside | null = null,
  ) {
    this.db = db;
    this.plan = plan;
    this.facts = facts;
    this.search = search;
    this.remarks = new Remarks(plan.id);
    this.coder = new Coder(plan, facts, this.remarks);
  }

  /** Takes lines in the order of the file; those of a period that the office does not have are faults. */
  async take(lines: readonly ReadLine[]): Promise<void> {
    for (const line of lines) {
      const coded = this.coder.code(line);
      if (coded !== null) this.waiting.push(coded);
    }
    while (this.waiting.length >= this.sliceSize) await this.stage(this.waiting.splice(0, this.sliceSize));
    if (this.coder.isFull) {
      await this.stage(this.waiting.splice(0));
      await this.search?.idle();
      await this.coder.saveCounts(this.db);
      this.coder.forget();
    }
  }

  progress(rowsRead: number, bytesRead: number): void {
    this.rowsRead = rowsRead;
    this.bytesRead = bytesRead;
  }

  /** Stages what is left and answers what was staged. */
  async end(): Promise<Staged> {
    await this.stage(this.waiting.splice(0));
    await this.search?.idle();
    await this.coder.saveCounts(this.db);
    await write(this.db, (trx) => this.facts.words.end(trx));
    await orderBySize(this.db, this.plan.id, this.staged.lines);
    return { ...this.staged, linesDigest: this.digest.end() };
  }

  private async stage(slice: Coded[]): Promise<void> {
    const salts = randomToken(8 * Math.max(1, slice.length));
    await this.search?.idle();
    const began = process.cpuUsage();
    let later: Range[] = [];
    const added = await write(this.db, async (trx) => {
      const table = lineTable(trx);
      await this.coder.addNew(table);
      const lines = await this.newLines(trx, table, slice, salts);
      later = [];
      await table.add(this.plan.id, lines, this.search === null ? undefined : later);
      await this.facts.words.take(trx, lines);
      await this.remarks.save(trx);
      await trx('import_plan')
        .where({ id: this.plan.id, state: 'reading' })
        .update({ rows_read: this.rowsRead, bytes_read: this.bytesRead, touched_at: new Date().toISOString() });
      return lines;
    });
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1000;
    this.coder.committed();
    this.search?.put(later);
    for (const line of added) this.digest.add(line, lineWordsDigest(line.salt, wordsOfLine(line)));
    if (slice.length === this.sliceSize) {
      this.sliceSize = Math.round(Math.min(MOST, Math.max(FEWEST, (this.sliceSize * SLICE_MS) / Math.max(took, 1))));
    }
  }

  /** The lines of a slice that are neither known nor changed, with the numbers of copies and what is to be confirmed. */
  private async newLines(trx: Db, table: LineTable, slice: readonly Coded[], salts: string): Promise<StagedLine[]> {
    const keys = slice.map(({ key }) => key);
    const earlier = new Map<string, EarlierLine[]>();
    const now = new Map<string, string>();
    for (const { formerKey, key } of slice) if (formerKey !== null) now.set(formerKey, key);
    for (const found of await table.earlier(this.plan.id, [...keys, ...now.keys()])) {
      const key = now.get(found.key) ?? found.key;
      const same = earlier.get(key);
      if (same === undefined) earlier.set(key, [found]);
      else same.push(found);
    }
    const standing =
      earlier.size === 0 ? [] : keys.filter((key) => earlier.get(key)?.some(({ batch }) => batch !== null) === true);
    const seen = standing.length === 0 ? new Map<string, number>() : await table.seenAgain(this.plan.id, standing);
    const former = await this.formerLines(trx, slice);
    const lines: StagedLine[] = [];
    // Nearly every key is a line's own, so a list is made only for those that more lines have.
    const mine = new Map<string, StagedLine | StagedLine[]>();
    for (let index = 0; index < slice.length; index += 1) {
      const coded = slice[index] as Coded;
      const { key, supplier, coding } = coded;
      const found = earlier.size === 0 ? NONE : (earlier.get(key) ?? NONE);
      const copies = found.length === 0 ? NONE : found.filter(({ batch }) => batch === null);
      const elsewhere = found.length === 0 ? NONE : found.filter(({ batch }) => batch !== null);
      const same = mine.get(key);
      const others = same === undefined ? NO_LINES : Array.isArray(same) ? same : [same];
      let occurrence = copies.length + others.length + 1;
      if (elsewhere.length > 0) {
        occurrence = (seen.get(key) ?? 0) + 1;
        seen.set(key, occurrence);
        const stands = elsewhere.find((one) => one.occurrence === occurrence);
        if (stands !== undefined) {
          this.stands(coded, { pence: stands.pence, where: `${stands.batch}, row ${stands.row}` });
          continue;
        }
      }
      const before = former(coded, occurrence);
      if (before !== null) {
        this.stands(coded, before);
        continue;
      }
      coded.occurrence = occurrence;
      coded.flags = this.flags(coded);
      coded.salt = salts.slice(index * 16, index * 16 + 16);
      // Nearly always, lines of one key differ in what they are of.
      if (others.some((one) => isCopy(one, coded)) || copies.some((one) => isSame(one, coded))) {
        await this.markCopies(trx, coded, copies, others);
      }
      mine.set(key, same === undefined ? coded : [...others, coded]);
      supplier.lines += 1;
      supplier.pence += coded.pence;
      count(coding, coded);
      this.staged.lines += 1;
      this.staged.pence += coded.pence;
      lines.push(coded);
    }
    return lines;
  }

  private stands({ row, pence: now }: Coded, { pence, where }: { pence: Pence; where: string }): void {
    if (pence === now) {
      this.staged.known += 1;
      this.staged.knownPence += now;
      this.remarks.known(row, formatPounds(now), `It stands already: ${where}.`);
      return;
    }
    this.staged.changed += 1;
    this.staged.changedPence += now;
    this.remarks.changed(
      row,
      formatPounds(now),
      `It stands already (${where}) with ${formatPounds(pence)}. Correct that line by a refund or a reversal, or ask the finance system why it changed.`,
    );
  }

  /** Each copy of a row is flagged, the first as well, for a person to say whether all are genuine. */
  private async markCopies(trx: Db, line: StagedLine, staged: readonly EarlierLine[], slice: readonly StagedLine[]) {
    for (const copy of slice) {
      if (!isCopy(copy, line)) continue;
      if ((copy.flags & FLAGS.repeated) === 0) await this.countRepeated(trx, copy.coding.id);
      copy.flags |= FLAGS.repeated;
      line.flags |= FLAGS.repeated;
    }
    const before = staged.filter((one) => isSame(one, line)).map(({ row }) => row);
    if (before.length === 0) return;
    line.flags |= FLAGS.repeated;
    const unflagged: Row[] = await trx('import_line')
      .where({ plan_id: this.plan.id })
      .whereIn('row_number', before)
      .whereRaw('(flags & ?) = 0', [FLAGS.repeated])
      .select('id', 'coding_id');
    for (const { id, coding_id } of unflagged) {
      await trx('import_line')
        .where({ id })
        .update({ flags: trx.raw('flags | ?', [FLAGS.repeated]) });
      await this.countRepeated(trx, coding_id);
    }
  }

  /** Counts a line whose copy came later, among those of its coding. */
  private async countRepeated(trx: Db, codingId: number): Promise<void> {
    const coding = this.coder.codingOfId(codingId);
    if (coding !== undefined) countFlags(coding.flagged, FLAGS.repeated, 1);
    else await moveFlags(trx, codingId, FLAGS.repeated, 1);
  }

  private flags({ isLate, pence, date, supplier }: Coded): number {
    let flags = 0;
    if (isLate) flags |= FLAGS.late;
    if (supplier.isNew) flags |= FLAGS['new supplier'];
    if (supplier.usual !== null && pence >= 10 * supplier.usual) flags |= FLAGS.unusual;
    if (this.isWeekend(date)) flags |= FLAGS.weekend;
    return flags;
  }

  private isWeekend(date: Day): boolean {
    const known = this.weekends.get(date);
    if (known !== undefined) return known;
    const answer = [0, 6].includes(weekday(date));
    this.weekends.set(date, answer);
    return answer;
  }

  private async formerLines(trx: Db, slice: readonly Coded[]) {
    const { formerKey } = this.facts;
    if (formerKey === null) return () => null;
    const keys = slice.flatMap(({ read }) =>
      [1, 2, 3, 4, 5].map((occurrence) => formerKey(read as ReadLine, occurrence)),
    );
    const found = await knownLines(trx, this.plan.officeId, [...new Set(keys)]);
    return ({ read }: Coded, occurrence: number) => {
      const before: Row | undefined = found.get(formerKey(read as ReadLine, occurrence));
      if (before === undefined) return null;
      return { pence: before.kind === 'unmatched-credit' ? -before.pence : before.pence, where: before.ref as string };
    };
  }
}

function isCopy(one: StagedLine, other: StagedLine): boolean {
  return one.date === other.date && one.pence === other.pence && one.supplier.id === other.supplier.id;
}

function isSame(one: EarlierLine, other: StagedLine): boolean {
  return one.date === other.date && one.pence === other.pence && one.supplierId === other.supplier.id;
}

function count(coding: CodingCount, { pence, date, flags }: Coded): void {
  countFlags(coding.flagged, flags, 1);
  if (date < coding.firstOn) coding.firstOn = date;
  if (date > coding.lastOn) coding.lastOn = date;
  if (pence > 0) {
    coding.chargeLines += 1;
    coding.chargePence += pence;
  } else {
    coding.creditLines += 1;
    coding.creditPence -= pence;
  }
}
