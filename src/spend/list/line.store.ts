import type { Knex } from 'knex';
import { currentReading, HELD } from '../../audit/gate/reading.ts';
import { type Db, onPostgres, type Row } from '../../platform/database.ts';
import { searchOf } from '../../platform/search.ts';
import { HeldOfPlans } from '../import/held-line.store.ts';
import { lineWord } from '../import/stage/line-digest.ts';
import type { SpendFilter } from '../spend.store.ts';
import { lineRef, type Spend } from '../spend.ts';
import type { ListedBatch } from './listed-batch.store.ts';
import {
  among,
  type CodedLines,
  codingConditions,
  meansCharges,
  meansCredits,
  readCodingIds,
} from './listed-coding.store.ts';
import { beyond, type Place, type SortKey } from './place.ts';

/** A question about imported lines: the filter, the batches that it can mean, and what their codings count. */
export interface LineQuestion {
  db: Db;
  filter: SpendFilter;
  batches: readonly ListedBatch[];
  coded: readonly CodedLines[];
  /** The suppliers whose name the filter asks about, with how many lines they have; null when it does not. */
  suppliers: readonly { id: number; lines: number }[] | null;
}

/** A line as far as it is counted and put in order. */
export interface LightLine {
  id: number;
  codingId: number;
  supplierId: number;
  words: string | null;
  planId: number;
  row: number;
  day: string;
  pence: number;
}

/** The suppliers of these batches whose name holds a part. */
export async function readListedSuppliers(
  db: Db,
  batches: readonly ListedBatch[],
  part: string,
): Promise<{ id: number; lines: number }[]> {
  const sought = `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const { sql, bindings } = among(
    db,
    'plan_id',
    batches.map(({ planId }) => planId),
  );
  return db('import_supplier')
    .whereRaw(sql, bindings)
    .whereRaw("lower(name) LIKE ? ESCAPE '\\'", [sought])
    .select('id', 'lines');
}

/** Lines `l` with their codings `c` that the question means; on SQLite in the order of the first table named. */
function meant(of: LineQuestion, lines: Knex.QueryBuilder | null = null): Knex.QueryBuilder {
  const { db, filter, suppliers } = of;
  const query = onPostgres(db)
    ? db(lines ?? 'import_line as l').join('import_coding as c', 'c.id', 'l.coding_id')
    : db(lines ?? 'import_line as l')
        .crossJoin(db.raw('import_coding AS c'))
        .whereRaw('c.id = l.coding_id');
  return query.modify((q) => {
    // SQLite would take any index on a column that is asked about; a sign before it leaves that to the order.
    const plain = onPostgres(db) ? '' : '+';
    for (const { sql, bindings } of codingConditions(db, of.batches, filter, plain)) q.whereRaw(sql, bindings);
    if (!meansCharges(filter)) q.whereRaw('abs(l.pence) = -l.pence');
    if (!meansCredits(filter)) q.whereRaw('abs(l.pence) = l.pence');
    if (filter.from !== undefined) q.whereRaw(`${plain}l.happened_on >= ?`, [filter.from]);
    if (filter.to !== undefined) q.whereRaw(`${plain}l.happened_on <= ?`, [filter.to]);
    if (filter.least !== undefined) q.whereRaw('abs(l.pence) >= ?', [filter.least]);
    if (filter.most !== undefined) q.whereRaw('abs(l.pence) <= ?', [filter.most]);
    if (suppliers !== null) {
      const { sql, bindings } = among(
        db,
        'l.supplier_id',
        suppliers.map(({ id }) => id),
      );
      q.whereRaw(sql, bindings);
    }
    if (filter.words !== undefined) q.whereIn('l.id', searchOf(db, 'import_line_search').ids(filter.words));
  });
}

const LIGHT = [
  'l.id',
  'l.coding_id as codingId',
  'l.supplier_id as supplierId',
  'l.words',
  'l.plan_id as planId',
  'l.row_number as row',
  'l.happened_on as day',
  'l.pence',
];

/** Those of some lines that the question means. */
export async function readLinesAmong(of: LineQuestion, ids: readonly number[]): Promise<LightLine[]> {
  if (ids.length === 0) return [];
  const { sql, bindings } = among(of.db, 'l.id', ids);
  return meant(of).whereRaw(sql, bindings).select(LIGHT);
}

/** Which part of the lines a walk goes through: of one plan in the order of the file, or charges or credits by size. */
export type Walk = { by: 'recorded'; batch: ListedBatch } | { by: 'size'; sign: 1 | -1 } | { by: 'day' };

/** The lines beyond a place in the order of an index, with what else the question asks looked at line by line. */
export async function walkLines(
  of: LineQuestion,
  walk: Walk,
  { down, after, limit }: { down: boolean; after: Place | null; limit: number },
): Promise<LightLine[]> {
  const way = down ? 'desc' : 'asc';
  return meant(of)
    .modify((q) => {
      const past = (key: string, number: string) => {
        if (after === null) return;
        const { sql, bindings } = beyond(after, { by: walk.by, down }, { isLine: true, key, number });
        q.whereRaw(sql, bindings);
      };
      if (walk.by === 'day') {
        // The codings know between which days their lines lie, so the walk need not go through those of other years.
        const first = of.coded.map(({ firstOn }) => firstOn).sort()[0] ?? '';
        const last =
          of.coded
            .map(({ lastOn }) => lastOn)
            .sort()
            .at(-1) ?? '';
        const { from, to } = of.filter;
        const [, latestStart = first] = [first, from ?? first].sort();
        const [earliestEnd = last] = [last, to ?? last].sort();
        q.whereBetween('l.happened_on', [latestStart, earliestEnd]);
        q.orderBy('l.happened_on', way).orderBy('l.id', way);
        past('l.happened_on', 'l.id');
      } else if (walk.by === 'size') {
        q.where('l.pence', walk.sign > 0 ? '>' : '<', 0);
        q.orderBy('l.pence', walk.sign > 0 === down ? 'desc' : 'asc').orderBy('l.id', way);
        if (walk.sign > 0) past('l.pence', 'l.id');
        else if (after !== null) q.whereRaw(...creditsBeyond(after, down));
      } else {
        q.where('l.plan_id', walk.batch.planId).orderBy('l.row_number', way);
        if (after !== null && after.key === walk.batch.seq) {
          if (after.isLine) q.where('l.row_number', down ? '<' : '>', after.number);
          else if (down) q.whereRaw('1 = 0');
        }
      }
    })
    .limit(limit)
    .select(LIGHT);
}

/** As `beyond` for the size of credits, which stand below zero in the index. */
function creditsBeyond(after: Place, down: boolean): [string, (string | number)[]] {
  const { sql, bindings } = beyond(
    after,
    { by: 'size', down: !down },
    { isLine: true, key: 'l.pence', number: 'l.id' },
  );
  const turned = bindings.map((value, index) => (index < 2 ? -Number(value) : value));
  // The number still counts in the list's own direction; only the key is turned round.
  if (after.isLine) return [sql.replace(/l\.id [<>]/, `l.id ${down ? '<' : '>'}`), turned];
  return [`l.pence ${down ? '>' : '<'}${down ? '' : '='} ?`, [-Number(after.key)]];
}

/** The ids of lines of some codings, of some suppliers, with some words, or within days or sizes: at most so many. */
export const candidates = {
  async ofCodings({ db, batches, filter }: LineQuestion): Promise<number[]> {
    const codings = await readCodingIds(db, batches, filter);
    return ofWords(
      db,
      codings.map((id) => lineWord('coding', id)),
    );
  },
  async ofSuppliers({ db, suppliers }: LineQuestion): Promise<number[]> {
    return ofWords(
      db,
      (suppliers ?? []).map(({ id }) => lineWord('supplier', id)),
    );
  },
  async withWords({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    return searchOf(db, 'import_line_search')
      .ids(filter.words ?? [])
      .limit(limit)
      .pluck('rowid');
  },
  async withinDays({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    return db('import_line')
      .modify((q) => {
        if (filter.from !== undefined) q.where('happened_on', '>=', filter.from);
        if (filter.to !== undefined) q.where('happened_on', '<=', filter.to);
      })
      .limit(limit)
      .pluck('id');
  },
  async withinSizes({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    const { least = 0, most = Number.MAX_SAFE_INTEGER } = filter;
    const charges = await db('import_line').whereBetween('pence', [least, most]).limit(limit).pluck('id');
    const credits = await db('import_line').whereBetween('pence', [-most, -least]).limit(limit).pluck('id');
    return [...charges, ...credits];
  },
};

async function ofWords(db: Db, words: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < words.length; at += 100) {
    ids.push(
      ...(await searchOf(db, 'import_line_search')
        .idsOfAny(words.slice(at, at + 100))
        .pluck('rowid')),
    );
  }
  return ids;
}

/**
 * How many of the lines that were recorded last the question means, and whether those looked at were all there are: at
 * most so many are looked at.
 */
export async function countLatest(of: LineQuestion, looked: number): Promise<{ rows: number; all: boolean }> {
  const { db, filter } = of;
  const within = db('import_line')
    .modify((q) => {
      if (filter.from !== undefined) q.where('happened_on', '>=', filter.from);
      if (filter.to !== undefined) q.where('happened_on', '<=', filter.to);
      const isByDay = filter.from !== undefined || filter.to !== undefined;
      q.orderBy(isByDay ? 'happened_on' : 'id', 'desc')
        .limit(looked)
        .select('*');
    })
    .as('l');
  const [row] = await meant(of, within).count({ n: 'l.id' });
  const [seen] = await db.from(within).count({ n: '*' });
  return { rows: Number(row.n), all: Number(seen?.n) < looked };
}

/** Where a line stands in a list of an order. */
export function placeOfLine(line: LightLine, by: SortKey, seq: number): Place {
  if (by === 'recorded') return { key: seq, isLine: true, number: line.row };
  return { key: by === 'size' ? Math.abs(line.pence) : line.day, isLine: true, number: line.id };
}

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
    const suppliers = lines.map(({ supplierId }) => supplierId).filter((id) => !this.suppliers.has(id));
    if (suppliers.length > 0) {
      const { sql, bindings } = among(db, 'id', [...new Set(suppliers)]);
      for (const { id, name } of await db('import_supplier').whereRaw(sql, bindings).select('id', 'name')) {
        this.suppliers.set(id, name);
      }
    }
    const held = await this.heldBack();
    return lines.map((line) => {
      const spend = lineFrom(line, {
        batch: this.batches.get(line.planId) as ListedBatch,
        coding: this.codings.get(line.codingId) as Row,
        supplier: this.suppliers.get(line.supplierId) ?? null,
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
