import { currentReading, HELD } from '../../audit/gate/reading.ts';
import type { Row } from '../../platform/database.ts';
import { holdsWords } from '../../platform/search.ts';
import { HeldOfPlans } from '../import/held-line.store.ts';
import { lineRef, type Spend } from '../spend.ts';
import type { LightLine, LineQuestion } from './line.store.ts';
import type { ListedBatch } from './listed-batch.store.ts';
import { among } from './listed-coding.store.ts';

const REMOVED = '[removed]';

/** What lines have from their codings and suppliers, read once for many lines. */
export class LineContext {
  private readonly of: LineQuestion;
  private readonly batches: ReadonlyMap<number, ListedBatch>;
  private readonly codings = new Map<number, Row>();
  private readonly suppliers = new Map<number, string | null>();
  private held: HeldOfPlans | null = null;

  constructor(of: LineQuestion) {
    this.of = of;
    this.batches = new Map(of.batches.map((batch) => [batch.planId, batch]));
  }

  /** The names of the suppliers of lines, by number; null where a name was removed. */
  async suppliersOf(lines: readonly LightLine[]): Promise<ReadonlyMap<number, string | null>> {
    const unread = new Set<number>();
    for (const { supplierId } of lines) if (!this.suppliers.has(supplierId)) unread.add(supplierId);
    if (unread.size > 0) {
      const { sql, bindings } = among(this.of.db, 'id', [...unread]);
      for (const { id, name } of await this.of.db('import_supplier').whereRaw(sql, bindings).select('id', 'name')) {
        this.suppliers.set(id, name);
      }
    }
    return this.suppliers;
  }

  /** Those of some lines that have the words the question asks for; all of them where it asks for none. */
  async withWords(lines: readonly LightLine[]): Promise<LightLine[]> {
    const { words } = this.of.filter;
    if (words === undefined) return [...lines];
    const suppliers = await this.suppliersOf(lines);
    return lines.filter((line) => holdsWords(`${suppliers.get(line.supplierId) ?? ''} ${line.words ?? ''}`, words));
  }

  /** Lines as rows of the list of spend, in their order. */
  async spell(lines: readonly LightLine[]): Promise<Spend[]> {
    const { db } = this.of;
    const codings = lines.map(({ codingId }) => codingId).filter((id) => !this.codings.has(id));
    if (codings.length > 0) {
      const { sql, bindings } = among(db, 'id', [...new Set(codings)]);
      for (const row of (await db('import_coding').whereRaw(sql, bindings).select(OF_CODING)) as Row[]) {
        this.codings.set(row.id, row);
      }
    }
    const suppliers = await this.suppliersOf(lines);
    const held = await this.heldBack();
    return lines.map((line) => {
      const spend = lineFrom(line, {
        batch: this.batches.get(line.planId) as ListedBatch,
        coding: this.codings.get(line.codingId) as Row,
        supplier: suppliers.get(line.supplierId) ?? null,
      });
      const supplier = held?.hasSupplier(line.supplierId) === true ? HELD : spend.supplier;
      if (held?.hasText(line.planId, line.row) !== true) return { ...spend, supplier };
      return { ...spend, supplier, reference: HELD, description: HELD };
    });
  }

  /** What is held back where lines are written onto a paper or into a file; null where they are shown. */
  private async heldBack(): Promise<HeldOfPlans | null> {
    if (currentReading()?.isPaper !== true) return null;
    this.held ??= await HeldOfPlans.read(this.of.db, [...this.batches.keys()]);
    return this.held;
  }
}

const OF_CODING = ['id', 'initiative', 'agreement', 'place', 'category', 'year', 'period'];

function lineFrom(
  line: LightLine,
  { batch, coding, supplier }: { batch: ListedBatch; coding: Row; supplier: string | null },
): Spend {
  const [transaction = '', text = ''] = line.words === null ? [REMOVED] : line.words.split('\u001f');
  const pence = Math.abs(line.pence);
  return {
    id: line.id,
    actSeq: batch.seq,
    ref: lineRef(batch.ref, line.row),
    fund: batch.fund,
    kind: line.pence < 0 ? 'unmatched-credit' : 'spend',
    initiative: coding.initiative,
    agreement: line.pence < 0 ? '' : coding.agreement,
    nature: 'revenue',
    place: coding.place,
    category: coding.category,
    supplier: supplier ?? REMOVED,
    reference: transaction === '' ? null : transaction,
    description: text === '' ? null : text,
    reason: null,
    invoicedOn: line.day,
    receivedOn: null,
    paidOn: null,
    period: { year: coding.year, number: coding.period },
    concerns: null,
    netPence: pence,
    vatPence: 0,
    pence,
    corrects: null,
    correctsKind: null,
    batch: batch.ref,
    row: line.row,
    enteredBy: batch.enteredBy,
    earlierBy: [],
    status: batch.status,
    decidedBy: null,
    decisionReason: null,
  };
}
