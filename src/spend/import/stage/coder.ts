import { comparePeriods, type PeriodKey, periodLabel } from '../../../calendar/period.ts';
import { currentPeriod, type Period } from '../../../ledger/period.ts';
import type { Pence } from '../../../money/pence.ts';
import { normalForm } from '../../../partners/organisation-name.ts';
import { write } from '../../../platform/database.ts';
import { randomToken } from '../../../platform/digest.ts';
import type { FileLine as ReadLine } from '../read/line.ts';
import { ownText } from '../read/own-text.ts';
import { type CodingFacts, deciderOf } from './decide-line.ts';
import { formerLineKeyOf, lineKeyOf, lineWordsDigest } from './line-digest.ts';
import { lineTable } from './line-table.ts';
import type { CodingCount, LineTable, NewCoding, NewSupplier, SupplierCount } from './live-line.ts';
import type { Remarks } from './remarks.ts';
import type { Decision, StagedLine } from './staged-line.ts';
import type { SupplierUse } from './supplier-use.ts';

/** What coding knows of the office before the first line. */
export interface CoderFacts extends CodingFacts {
  periods: Period[];
  askedPeriod: PeriodKey | null;
  use: SupplierUse;
  /** Whether there are lines whose key stands as a digest, as some did that now stand as they are. */
  hasDigestKeys: boolean;
  /** The key by which a batch of an earlier version of the program knew a line; null where there is no such batch. */
  formerKey: ((line: ReadLine, occurrence: number) => string) | null;
}

/**
 * A line on its way into the plan: what stays of it once its coding and its supplier are known. Which of several of one
 * key it is, its flags and its salt are told once it is staged.
 */
export interface Coded extends StagedLine {
  /** The key that an earlier version of the program gave it, where that is another and there may be such lines. */
  formerKey: string | null;
  isLate: boolean;
  coding: CodingCount;
  supplier: Supplier;
  /** The line as it was read, where batches of an earlier version of the program must be asked for it. */
  read: ReadLine | null;
}

/** The period that lines are posted in which belong to a period; null where there is none. */
interface Posted {
  asked: PeriodKey;
  in: PostedIn | null;
  isLate: boolean;
}

interface PostedIn {
  key: PeriodKey;
  label: string;
}

/** What is known of a supplier of the file. */
export interface Supplier extends SupplierCount {
  name: string;
  isNew: boolean;
  usual: Pence | null;
  /** What the line said that its coding was last found for, since most that follow say the same. */
  last: { said: Said; decision: Decision; period: PeriodKey; coding: CodingCount } | null;
}

const MOST_CACHED = 50_000;
const COUNTS_AT_A_TIME = 2000;

/**
 * Codes the lines of a file: each with the period it is posted in, its coding and its supplier. Keeps the codings and
 * suppliers that came up with what their lines come to, until `forget` lets them go.
 */
export class Coder {
  private readonly plan: { id: number; officeId: number };
  private readonly facts: CoderFacts;
  private readonly remarks: Remarks;
  private readonly decide: ReturnType<typeof deciderOf>;
  private readonly codings = new Map<string, CodingCount>();
  private readonly codingsById = new Map<number, CodingCount>();
  private readonly suppliers = new Map<string, Supplier>();
  private newSuppliers: { supplier: Supplier; is: NewSupplier }[] = [];
  private newCodings: { coding: CodingCount; is: Omit<NewCoding, 'supplierId'>; supplier: Supplier }[] = [];
  private posted: Posted | null = null;
  private lastKey = { text: '', key: '' };

  constructor(plan: { id: number; officeId: number }, facts: CoderFacts, remarks: Remarks) {
    this.plan = plan;
    this.facts = facts;
    this.remarks = remarks;
    this.decide = deciderOf(facts);
  }

  /**
   * The line with its coding and its supplier; null, and a fault in the remarks, where it has no period to be posted
   * in.
   */
  code(line: ReadLine): Coded | null {
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
    if (posted.in === null) {
      const label = periodLabel(asked);
      this.remarks.fault(
        line.row,
        null,
        label,
        `There is no period ${label} here. Make its financial year first, or correct the row.`,
      );
      return null;
    }
    const supplier = this.supplierOf(line);
    return {
      row: line.row,
      key: this.keyOf(line),
      occurrence: 1,
      date: line.date,
      pence: line.pence,
      vatPence: line.vatPence,
      coding: this.codingOf(line, posted.in, supplier),
      supplier,
      flags: 0,
      transaction: line.transaction,
      text: line.text,
      salt: '',
      formerKey: this.facts.hasDigestKeys ? formerLineKeyOf(this.plan.officeId, line.keyText) : null,
      isLate: posted.isLate,
      read: this.facts.formerKey === null ? null : line,
    };
  }

  /** The key of a line. Lines of one transaction follow one another and have the same. */
  private keyOf({ keyText }: ReadLine): string {
    if (this.lastKey.text !== keyText) this.lastKey = { text: keyText, key: lineKeyOf(this.plan.officeId, keyText) };
    return this.lastKey.key;
  }

  /** The period that lines of a period are posted in. Lines that follow one another nearly always have the same. */
  private postedIn(asked: PeriodKey): Posted {
    if (this.posted?.asked === asked) return this.posted;
    const found = this.facts.periods.find((period) => comparePeriods(period, asked) === 0);
    const isLate = found?.closed === true;
    const period = isLate ? currentPeriod(this.facts.periods) : found;
    const key = period === undefined ? null : { year: period.year, number: period.number };
    this.posted = { asked, in: key === null ? null : { key, label: periodLabel(key) }, isLate };
    return this.posted;
  }

  private supplierOf({ supplier: name }: ReadLine): Supplier {
    const known = this.suppliers.get(name);
    if (known !== undefined) return known;
    const key = normalForm(name);
    const { use } = this.facts;
    const own = ownText(name);
    const supplier: Supplier = {
      id: 0,
      name: own,
      lines: 0,
      pence: 0,
      isNew: !use.isKnown(key),
      usual: use.usual(key),
      last: null,
    };
    this.suppliers.set(own, supplier);
    const salt = randomToken();
    this.newSuppliers.push({ supplier, is: { name: own, key, salt, digest: lineWordsDigest(salt, own) } });
    return supplier;
  }

  private codingOf(line: ReadLine, { key: period, label }: PostedIn, supplier: Supplier): CodingCount {
    const decision = this.decide(line);
    const { last } = supplier;
    if (last !== null && last.decision === decision && last.period === period && saysTheSame(last.said, line)) {
      return last.coding;
    }
    const coding = this.codingBy(line, decision, { key: period, label }, supplier);
    if (decision.how !== 'pays') supplier.last = { said: saidBy(line), decision, period, coding };
    return coding;
  }

  private codingBy(
    line: ReadLine,
    decision: Decision,
    { key: period, label }: PostedIn,
    supplier: Supplier,
  ): CodingCount {
    const { account, costCentre, project, area, type, body, categoryText, reference, category } = line;
    const parts = [
      label,
      decision.how,
      decision.rule,
      decision.initiative,
      decision.agreement,
      decision.place,
      decision.category,
      account,
      costCentre,
      project,
      area,
      type,
      body,
      categoryText,
      reference,
      decision.how === 'pays' ? line.row : '',
      line.supplier,
    ];
    const signature = parts.join('\u001f');
    const known = this.codings.get(signature);
    if (known !== undefined) return known;
    const coding: CodingCount = {
      id: 0,
      chargeLines: 0,
      chargePence: 0,
      creditLines: 0,
      creditPence: 0,
      flagged: {},
      firstOn: line.date,
      lastOn: line.date,
    };
    this.codings.set(signature, coding);
    const fields = { account, costCentre, project, area, type, body, categoryText, reference, category };
    const is = { signature, fields: JSON.stringify(fields), decision, period, on: line.date };
    this.newCodings.push({ coding, supplier, is });
    return coding;
  }

  /** Writes the suppliers and codings that came up since the slice before. */
  async addNew(table: LineTable): Promise<void> {
    const { newSuppliers, newCodings } = this;
    if (newSuppliers.length > 0) {
      const known = await table.suppliers(
        this.plan.id,
        newSuppliers.map(({ is }) => is),
      );
      for (const [index, { supplier }] of newSuppliers.entries()) Object.assign(supplier, known[index]);
    }
    if (newCodings.length > 0) {
      const known = await table.codings(
        this.plan.id,
        newCodings.map(({ is, supplier }) => ({ ...is, supplierId: supplier.id })),
      );
      for (const [index, { coding }] of newCodings.entries()) {
        Object.assign(coding, known[index]);
        this.codingsById.set(coding.id, coding);
      }
    }
  }

  /** To be called once what came up is committed, and not before: a transaction that is tried again writes it again. */
  committed(): void {
    this.newSuppliers = [];
    this.newCodings = [];
  }

  /** The coding that has a number, among those that are known by now. */
  codingOfId(id: number): CodingCount | undefined {
    return this.codingsById.get(id);
  }

  /** Whether so many are known that they are to be saved and let go, for memory not to grow with the file. */
  get isFull(): boolean {
    return this.codings.size > MOST_CACHED || this.suppliers.size > MOST_CACHED;
  }

  /** Writes what the codings and suppliers that are known by now come to, many at a time. */
  async saveCounts(db: Parameters<typeof write>[0]): Promise<void> {
    const codings = [...this.codings.values()];
    const suppliers = [...this.suppliers.values()];
    for (let at = 0; at < codings.length; at += COUNTS_AT_A_TIME) {
      await write(db, (trx) => lineTable(trx).saveCodings(codings.slice(at, at + COUNTS_AT_A_TIME)));
    }
    for (let at = 0; at < suppliers.length; at += COUNTS_AT_A_TIME) {
      await write(db, (trx) => lineTable(trx).saveSuppliers(suppliers.slice(at, at + COUNTS_AT_A_TIME)));
    }
  }

  /** Lets go of the codings and suppliers that are known; those that come up again are found where they were saved. */
  forget(): void {
    this.codings.clear();
    this.codingsById.clear();
    this.suppliers.clear();
  }
}

const SAID = [
  'account',
  'costCentre',
  'project',
  'area',
  'type',
  'body',
  'categoryText',
  'reference',
  'category',
] as const;

/** What of a line its coding is made of, beside what was decided, its period and its supplier. */
type Said = Pick<ReadLine, (typeof SAID)[number]>;

/** A copy of it, since a text of a line keeps a whole piece of the file. */
function saidBy(line: ReadLine): Said {
  const own = (text: string | null) => (text === null ? null : ownText(text));
  return Object.fromEntries(SAID.map((field) => [field, own(line[field])])) as Said;
}

/** Whether two lines of a supplier have one coding, where the same was decided of them. */
function saysTheSame(one: Said, other: Said): boolean {
  return (
    one.account === other.account &&
    one.costCentre === other.costCentre &&
    one.project === other.project &&
    one.area === other.area &&
    one.type === other.type &&
    one.body === other.body &&
    one.categoryText === other.categoryText &&
    one.reference === other.reference &&
    one.category === other.category
  );
}
