import { londonDay } from '../../../calendar/day.ts';
import { type FieldSort, type Knowledge, personalWords } from '../../../disclosure/words-gate.ts';
import { mayBePersonal } from '../../../disclosure/words-gate-quick.ts';
import type { Db } from '../../../platform/database.ts';
import { randomToken } from '../../../platform/digest.ts';
import { lineWordsDigest } from './line-digest.ts';
import type { StagedLine } from './staged-line.ts';

const MOST_REMEMBERED = 50_000;

/**
 * Looks through what the lines of a file say and holds back what looks personal: each distinct text once, and most of
 * them by a glance.
 */
export class LineWords {
  private readonly planId: number;
  private readonly knowledge: Knowledge;
  private readonly today: string;
  /** What whole looks found, by text; empty for nothing. */
  private readonly looked = new Map<string, string>();
  /** The numbers of the texts that are held. */
  private readonly held = new Map<string, number>();
  private readonly suppliers = new Set<number>();

  constructor(planId: number, knowledge: Knowledge, now: string) {
    this.planId = planId;
    this.knowledge = knowledge;
    this.today = londonDay(now);
  }

  /** Looks through the lines of one slice. */
  async take(trx: Db, lines: readonly StagedLine[]): Promise<void> {
    if (this.looked.size > MOST_REMEMBERED) this.looked.clear();
    if (this.held.size > MOST_REMEMBERED) this.held.clear();
    const found = new Map<string, number[]>();
    for (const { row, transaction, text: said, supplier } of lines) {
      if (!this.suppliers.has(supplier.id)) await this.lookAtSupplier(trx, supplier.id, supplier.name);
      const text = this.personalIn(transaction, said ?? '');
      if (text === null) continue;
      const rows = found.get(text);
      if (rows === undefined) found.set(text, [row]);
      else rows.push(row);
    }
    if (found.size === 0) return;
    await this.hold(trx, [...found.keys()]);
    const held: Record<string, number>[] = [];
    for (const [text, rows] of found) {
      const id = this.held.get(text) as number;
      for (const row of rows) held.push({ plan_id: this.planId, row_number: row, held_id: id });
    }
    for (let at = 0; at < held.length; at += 300) await trx('import_held_line').insert(held.slice(at, at + 300));
  }

  /** Counts the lines of what is held, once all are staged. */
  async end(trx: Db): Promise<void> {
    await trx('import_held')
      .where({ plan_id: this.planId })
      .whereNull('supplier_id')
      .update({ lines: trx.raw('(SELECT count(*) FROM import_held_line l WHERE l.held_id = import_held.id)') });
    await trx('import_held')
      .where({ plan_id: this.planId })
      .whereNotNull('supplier_id')
      .update({ lines: trx.raw('(SELECT s.lines FROM import_supplier s WHERE s.id = import_held.supplier_id)') });
  }

  private async lookAtSupplier(trx: Db, supplierId: number, name: string): Promise<void> {
    this.suppliers.add(supplierId);
    const kinds = this.kindsOf(name, 'imported');
    if (kinds === '') return;
    const before = await trx('import_held').where({ plan_id: this.planId, supplier_id: supplierId }).first('id');
    if (before !== undefined) return;
    const { digest } = await trx('import_supplier').where({ id: supplierId }).first('digest');
    const held = { plan_id: this.planId, supplier_id: supplierId, digest, salt: null, kinds, lines: 0 };
    await trx('import_held').insert(held);
  }

  /** What of a line's words looks personal: its text, or else its transaction where that has words in it. */
  private personalIn(transaction: string, text: string): string | null {
    if (this.kindsOf(text, 'imported') !== '') return text;
    // A number of a transaction is told by its shape.
    return PLAIN.test(transaction) || this.kindsOf(transaction, 'reference') === '' ? null : transaction;
  }

  private kindsOf(text: string, field: FieldSort): string {
    if (text === '' || !mayBePersonal(text, this.knowledge.names)) return '';
    const known = this.looked.get(text);
    if (known !== undefined) return known;
    const found = personalWords(text, this.today, this.knowledge, field).map(({ kind }) => kind);
    const kinds = [...new Set(found)].join(' ');
    this.looked.set(text, kinds);
    return kinds;
  }

  /** Holds the texts that are not held yet, many at once. */
  private async hold(trx: Db, texts: readonly string[]): Promise<void> {
    const fresh = texts.filter((text) => !this.held.has(text));
    for (let at = 0; at < fresh.length; at += 100) {
      const slice = fresh.slice(at, at + 100);
      const rows = slice.map((text) => {
        const salt = randomToken();
        const kinds = this.looked.get(text) ?? '';
        return { plan_id: this.planId, supplier_id: null, digest: lineWordsDigest(salt, text), salt, kinds, lines: 0 };
      });
      const added: { id: number; digest: string }[] = await trx('import_held').insert(rows).returning(['id', 'digest']);
      const ids = new Map(added.map(({ id, digest }) => [digest, id]));
      for (const [index, text] of slice.entries()) this.held.set(text, ids.get(rows[index]?.digest ?? '') as number);
    }
  }
}

const PLAIN = /^[A-Z]{0,4}[\d/-]*$/i;
