import { type Day, weekday } from '../../../calendar/day.ts';
import { comparePeriods, type PeriodKey, periodLabel } from '../../../calendar/period.ts';
import { currentPeriod, type Period } from '../../../ledger/period.ts';
import { formatPounds, type Pence } from '../../../money/pence.ts';
import { normalForm } from '../../../partners/organisation-name.ts';
import type { Db } from '../../../platform/database.ts';
import { type Row, write } from '../../../platform/database.ts';
import { randomToken } from '../../../platform/digest.ts';
import { knownLines } from '../../spend.store.ts';
import type { FileLine as ReadLine } from '../read/line.ts';
import { type CodingFacts, decideLine } from './decide-line.ts';
import { LinesDigest, lineKeyOf, lineWordsDigest } from './line-digest.ts';
import { lineTable } from './line-table.ts';
import type { LineWords } from './line-words.ts';
import { soughtBy } from './live-line.ts';
import { Remarks } from './remarks.ts';
import { type Asked, type Decision, type EarlierLine, FLAGS, type Flag, type StagedLine } from './staged-line.ts';
import type { SupplierUse } from './supplier-use.ts';

/** What staging knows of the office before the first line. */
export interface StagingFacts extends CodingFacts {
  periods: Period[];
  askedPeriod: PeriodKey | null;
  use: SupplierUse;
  words: LineWords;
  /** The key by which a batch of an earlier version of the program knew a line; null where there is no such batch. */
  formerKey: ((line: ReadLine, occurrence: number) => string) | null;
}

/** The plan whose lines are staged. */
export interface StagedPlan {
  id: number;
  officeId: number;
  asked: Asked;
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
  /** How many lines are unlikely in each way. */
  flags: Record<Flag, number>;
}

/** Where a line stands once its coding and supplier are known by number. */
interface Coded {
  line: ReadLine;
  decision: Decision;
  period: PeriodKey;
  isLate: boolean;
  signature: string;
}

interface Counted {
  id: number;
  chargeLines: number;
  chargePence: Pence;
  creditLines: number;
  creditPence: Pence;
  firstOn: Day;
  lastOn: Day;
}

/** What is known of a supplier of the file. */
interface Supplied {
  id: number;
  isNew: boolean;
  usual: Pence | null;
  lines: number;
  pence: Pence;
}

/**
 * No slice is meant to hold the write lock longer, so that nobody else's saving waits. Counted in the time that the
 * work itself takes: on a busy machine shorter slices would only make more of them.
 */
const SLICE_MS = 80;
const FEWEST = 500;
const MOST = 10_000;
const MOST_CACHED = 50_000;

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
  private readonly digest = new LinesDigest();
  private readonly codings = new Map<string, Counted>();
  private readonly suppliers = new Map<string, Supplied>();
  private readonly periods = new Map<string, { period: PeriodKey; isLate: boolean } | null>();
  private readonly weekends = new Map<Day, boolean>();
  private readonly flagCounts: Record<Flag, number> = {
    repeated: 0,
    unusual: 0,
    'new supplier': 0,
    weekend: 0,
    late: 0,
  };
  private waiting: Coded[] = [];
  private sliceSize = 1000;
  private rowsRead = 0;
  private bytesRead = 0;
  private readonly staged = { lines: 0, pence: 0, known: 0, knownPence: 0, changed: 0, changedPence: 0 };

  constructor(db: Parameters<typeof write>[0], plan: StagedPlan, facts: StagingFacts) {
    this.db = db;
    this.plan = plan;
    this.facts = facts;
    this.remarks = new Remarks(plan.id);
  }

  /** Takes lines in the order of the file; those of a period that the office does not have are faults. */
  async take(lines: readonly ReadLine[]): Promise<void> {
    for (const line of lines) {
      const coded = this.code(line);
      if (coded !== null) this.waiting.push(coded);
    }
    while (this.waiting.length >= this.sliceSize) await this.stage(this.waiting.splice(0, this.sliceSize));
  }

  progress(rowsRead: number, bytesRead: number): void {
    this.rowsRead = rowsRead;
    this.bytesRead = bytesRead;
  }

  /** Stages what is left and answers what was staged. */
  async end(): Promise<Staged> {
    await this.stage(this.waiting.splice(0));
    await write(this.db, async (trx) => {
      await this.saveCounters(trx);
      await this.facts.words.end(trx);
    });
    return { ...this.staged, linesDigest: this.digest.end(), flags: this.flagCounts };
  }

  private code(line: ReadLine): Coded | null {
    const asked = line.period ?? this.facts.askedPeriod;
    if (asked === null) {
      this.remarks.fault(
        line.row,
        null,
        '',
        'Expected a period for this row; found none. Select the period of the file.',
      );
      return null;
    }
    const posted = this.postedIn(asked);
    if (posted === null) {
      const label = periodLabel(asked);
      this.remarks.fault(
        line.row,
        null,
        label,
        `There is no period ${label} here. Make its financial year first, or correct the row.`,
      );
      return null;
    }
    const decision = decideLine(line, this.facts);
    const parts = [
      periodLabel(posted.period),
      decision.how,
      decision.rule,
      decision.initiative,
      decision.agreement,
      decision.place,
      decision.category,
      line.account,
      line.costCentre,
      line.project,
      line.area,
      line.type,
      line.body,
      line.categoryText,
      line.reference,
      decision.how === 'pays' ? line.row : '',
      line.supplier,
    ];
    return { line, decision, period: posted.period, isLate: posted.isLate, signature: parts.join('\u001f') };
  }

  private postedIn(asked: PeriodKey): { period: PeriodKey; isLate: boolean } | null {
    const label = periodLabel(asked);
    const known = this.periods.get(label);
    if (known !== undefined) return known;
    const found = this.facts.periods.find((period) => comparePeriods(period, asked) === 0);
    const isLate = found?.closed === true;
    const posted = isLate ? currentPeriod(this.facts.periods) : found;
    const answer = posted === undefined ? null : { period: { year: posted.year, number: posted.number }, isLate };
    this.periods.set(label, answer);
    return answer;
  }

  private async stage(slice: Coded[]): Promise<void> {
    const keys = slice.map(({ line }) => lineKeyOf(this.plan.officeId, line.keyText));
    const salts = randomToken(8 * Math.max(1, slice.length));
    const words = slice.map(({ line }) =>
      line.text === null ? line.transaction : `${line.transaction}\u001f${line.text}`,
    );
    let took = 0;
    const added = await write(this.db, async (trx) => {
      const began = process.cpuUsage();
      await this.addSuppliers(trx, slice);
      await this.addCodings(trx, slice);
      const lines = await this.newLines(trx, slice, keys, salts, words);
      await lineTable(trx).add(this.plan.id, lines);
      await this.facts.words.take(trx, lines);
      await this.remarks.save(trx);
      await trx('import_plan')
        .where({ id: this.plan.id, state: 'reading' })
        .update({ rows_read: this.rowsRead, bytes_read: this.bytesRead, touched_at: new Date().toISOString() });
      const used = process.cpuUsage(began);
      took = (used.user + used.system) / 1000;
      return lines;
    });
    this.digest.add(added, ({ salt, words: said }) => lineWordsDigest(salt, said));
    if (slice.length === this.sliceSize) {
      this.sliceSize = Math.round(Math.min(MOST, Math.max(FEWEST, (this.sliceSize * SLICE_MS) / Math.max(took, 1))));
    }
    if (this.codings.size > MOST_CACHED || this.suppliers.size > MOST_CACHED) {
      await write(this.db, (trx) => this.saveCounters(trx));
      this.codings.clear();
      this.suppliers.clear();
    }
  }

  /** The lines of a slice that are neither known nor changed, with the numbers of copies and what is to be confirmed. */
  private async newLines(
    trx: Db,
    slice: readonly Coded[],
    keys: readonly string[],
    salts: string,
    words: readonly string[],
  ): Promise<StagedLine[]> {
    const table = lineTable(trx);
    const earlier = new Map<string, EarlierLine[]>();
    for (const found of await table.earlier(this.plan.id, [...new Set(keys)])) {
      const same = earlier.get(found.key);
      if (same === undefined) earlier.set(found.key, [found]);
      else same.push(found);
    }
    const standing = keys.filter((key) => earlier.get(key)?.some(({ batch }) => batch !== null) === true);
    const seen = standing.length === 0 ? new Map<string, number>() : await table.seenAgain(this.plan.id, standing);
    const former = await this.formerLines(trx, slice);
    const lines: StagedLine[] = [];
    const mine = new Map<string, StagedLine[]>();
    for (const [index, coded] of slice.entries()) {
      const key = keys[index] as string;
      const { line } = coded;
      const found = earlier.get(key) ?? [];
      const copies = found.filter(({ batch }) => batch === null);
      const others = mine.get(key) ?? [];
      let occurrence = copies.length + others.length + 1;
      const elsewhere = found.filter(({ batch }) => batch !== null);
      if (elsewhere.length > 0) {
        occurrence = (seen.get(key) ?? 0) + 1;
        seen.set(key, occurrence);
        const stands = elsewhere.find((one) => one.occurrence === occurrence);
        if (stands !== undefined) {
          this.stands(line, { pence: stands.pence, where: `${stands.batch}, row ${stands.row}` });
          continue;
        }
      }
      const before = former(line, occurrence);
      if (before !== null) {
        this.stands(line, before);
        continue;
      }
      const supplier = this.suppliers.get(line.supplier) as Supplied;
      const codingId = (this.codings.get(coded.signature) as Counted).id;
      const staged: StagedLine = {
        row: line.row,
        key,
        occurrence,
        date: line.date,
        pence: line.pence,
        vatPence: line.vatPence,
        codingId,
        supplierId: supplier.id,
        flags: this.flags(coded, supplier),
        words: words[index] as string,
        salt: salts.slice(index * 16, index * 16 + 16),
        sought: soughtBy(`${line.supplier} ${words[index]}`, { coding: codingId, supplier: supplier.id }),
      };
      if (copies.length + others.length > 0) await this.markCopies(trx, staged, copies, others);
      others.push(staged);
      mine.set(key, others);
      supplier.lines += 1;
      supplier.pence += line.pence;
      this.count(coded.signature, line);
      this.staged.lines += 1;
      this.staged.pence += line.pence;
      lines.push(staged);
    }
    return lines;
  }

  private stands(line: ReadLine, { pence, where }: { pence: Pence; where: string }): void {
    if (pence === line.pence) {
      this.staged.known += 1;
      this.staged.knownPence += line.pence;
      this.remarks.known(line.row, formatPounds(line.pence), `It stands already: ${where}.`);
      return;
    }
    this.staged.changed += 1;
    this.staged.changedPence += line.pence;
    this.remarks.changed(
      line.row,
      formatPounds(line.pence),
      `It stands already (${where}) with ${formatPounds(pence)}. Correct that line by a refund or a reversal, or ask the finance system why it changed.`,
    );
  }

  /** Each copy of a row is flagged, the first as well, for a person to say whether all are genuine. */
  private async markCopies(trx: Db, line: StagedLine, staged: readonly EarlierLine[], slice: readonly StagedLine[]) {
    const isCopy = (one: Pick<StagedLine, 'date' | 'pence' | 'supplierId'>) =>
      one.date === line.date && one.pence === line.pence && one.supplierId === line.supplierId;
    for (const copy of slice) {
      if (!isCopy(copy)) continue;
      if ((copy.flags & FLAGS.repeated) === 0) this.flagCounts.repeated += 1;
      copy.flags |= FLAGS.repeated;
      line.flags |= FLAGS.repeated;
    }
    const before = staged.filter(isCopy).map(({ row }) => row);
    if (before.length > 0) {
      line.flags |= FLAGS.repeated;
      this.flagCounts.repeated += await trx('import_line')
        .where({ plan_id: this.plan.id })
        .whereIn('row_number', before)
        .whereRaw('(flags & ?) = 0', [FLAGS.repeated])
        .update({ flags: trx.raw('flags | ?', [FLAGS.repeated]) });
    }
    if ((line.flags & FLAGS.repeated) !== 0) this.flagCounts.repeated += 1;
  }

  private flags({ line, isLate }: Coded, { isNew, usual }: Supplied): number {
    let flags = 0;
    const flag = (is: boolean, name: Flag): void => {
      if (!is) return;
      flags |= FLAGS[name];
      this.flagCounts[name] += 1;
    };
    flag(isLate, 'late');
    flag(isNew, 'new supplier');
    flag(usual !== null && line.pence >= 10 * usual, 'unusual');
    flag(this.isWeekend(line.date), 'weekend');
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
    const keys = slice.flatMap(({ line }) => [1, 2, 3, 4, 5].map((occurrence) => formerKey(line, occurrence)));
    const found = await knownLines(trx, this.plan.officeId, [...new Set(keys)]);
    return (line: ReadLine, occurrence: number) => {
      const before: Row | undefined = found.get(formerKey(line, occurrence));
      if (before === undefined) return null;
      return { pence: before.kind === 'unmatched-credit' ? -before.pence : before.pence, where: before.ref as string };
    };
  }

  private async addSuppliers(trx: Db, slice: readonly Coded[]): Promise<void> {
    for (const { line } of slice) {
      if (this.suppliers.has(line.supplier)) continue;
      const key = normalForm(line.supplier);
      const before = await trx('import_supplier').where({ plan_id: this.plan.id, name: line.supplier }).first();
      const salt = randomToken();
      const id =
        before?.id ??
        (
          await trx('import_supplier')
            .insert({
              plan_id: this.plan.id,
              name: line.supplier,
              name_key: key,
              salt,
              digest: lineWordsDigest(salt, line.supplier),
              lines: 0,
              pence: 0,
            })
            .returning('id')
        )[0].id;
      await this.facts.words.supplier(trx, id, line.supplier);
      this.suppliers.set(line.supplier, {
        id,
        isNew: !this.facts.use.isKnown(key),
        usual: this.facts.use.usual(key),
        lines: before?.lines ?? 0,
        pence: before?.pence ?? 0,
      });
    }
  }

  private async addCodings(trx: Db, slice: readonly Coded[]): Promise<void> {
    for (const { line, decision, period, signature } of slice) {
      if (this.codings.has(signature)) continue;
      const before = await trx('import_coding').where({ plan_id: this.plan.id, signature }).first();
      const { account, costCentre, project, area, type, body, categoryText, reference, category } = line;
      const id =
        before?.id ??
        (
          await trx('import_coding')
            .insert({
              plan_id: this.plan.id,
              signature,
              fields: JSON.stringify({
                account,
                costCentre,
                project,
                area,
                type,
                body,
                categoryText,
                reference,
                category,
              }),
              supplier_id: this.suppliers.get(line.supplier)?.id ?? null,
              ...decision,
              year: period.year,
              period: period.number,
              charge_lines: 0,
              charge_pence: 0,
              credit_lines: 0,
              credit_pence: 0,
              first_on: line.date,
              last_on: line.date,
            })
            .returning('id')
        )[0].id;
      this.codings.set(signature, {
        id,
        chargeLines: before?.charge_lines ?? 0,
        chargePence: before?.charge_pence ?? 0,
        creditLines: before?.credit_lines ?? 0,
        creditPence: before?.credit_pence ?? 0,
        firstOn: before?.first_on ?? line.date,
        lastOn: before?.last_on ?? line.date,
      });
    }
  }

  private count(signature: string, { pence, date }: ReadLine): void {
    const coding = this.codings.get(signature) as Counted;
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

  private async saveCounters(trx: Db): Promise<void> {
    for (const { id, chargeLines, chargePence, creditLines, creditPence, firstOn, lastOn } of this.codings.values()) {
      await trx('import_coding').where({ id }).update({
        charge_lines: chargeLines,
        charge_pence: chargePence,
        credit_lines: creditLines,
        credit_pence: creditPence,
        first_on: firstOn,
        last_on: lastOn,
      });
    }
    for (const { id, lines, pence } of this.suppliers.values()) {
      await trx('import_supplier').where({ id }).update({ lines, pence });
    }
  }
}
