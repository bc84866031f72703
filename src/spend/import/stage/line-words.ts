import { londonDay } from '../../../calendar/day.ts';
import { type FieldSort, type FindingKind, type Knowledge, personalWords } from '../../../disclosure/words-gate.ts';
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
  private readonly looked = new Map<string, number | null>();
  private readonly suppliers = new Set<number>();

  constructor(planId: number, knowledge: Knowledge, now: string) {
    this.planId = planId;
    this.knowledge = knowledge;
    this.today = londonDay(now);
  }

  /** Looks at a supplier's name. */
  async supplier(trx: Db, supplierId: number, name: string): Promise<void> {
    if (this.suppliers.has(supplierId)) return;
    this.suppliers.add(supplierId);
    const kinds = this.kinds(name, 'imported');
    if (kinds.length === 0) return;
    const before = await trx('import_held').where({ plan_id: this.planId, supplier_id: supplierId }).first('id');
    if (before !== undefined) return;
    const { digest } = await trx('import_supplier').where({ id: supplierId }).first('digest');
    await trx('import_held').insert({
      plan_id: this.planId,
      supplier_id: supplierId,
      digest,
      salt: null,
      kinds: kinds.join(' '),
      lines: 0,
    });
  }

  /** Looks through the lines of one slice. */
  async take(trx: Db, lines: readonly StagedLine[]): Promise<void> {
    if (this.looked.size > MOST_REMEMBERED) this.looked.clear();
    const held: { plan_id: number; row_number: number; held_id: number }[] = [];
    const counts = new Map<number, number>();
    for (const line of lines) {
      const id = await this.heldAs(trx, line.words);
      if (id === null) continue;
      held.push({ plan_id: this.planId, row_number: line.row, held_id: id });
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (let at = 0; at < held.length; at += 300) await trx('import_held_line').insert(held.slice(at, at + 300));
    for (const [id, count] of counts) await trx('import_held').where({ id }).increment('lines', count);
  }

  /** Counts the lines of held suppliers, once all are staged. */
  async end(trx: Db): Promise<void> {
    const held: { id: number; supplier_id: number }[] = await trx('import_held')
      .where({ plan_id: this.planId })
      .whereNotNull('supplier_id');
    for (const { id, supplier_id } of held) {
      const supplier = await trx('import_supplier').where({ id: supplier_id }).first('lines');
      await trx('import_held').where({ id }).update({ lines: supplier.lines });
    }
  }

  private async heldAs(trx: Db, words: string): Promise<number | null> {
    const cut = words.indexOf('\u001f');
    const said = cut < 0 ? '' : words.slice(cut + 1);
    const known = this.looked.get(said);
    const inText = known === undefined ? await this.lookAtText(trx, said, 'imported') : known;
    // A number of a transaction is told by its shape; only one with words in it can say anything.
    const transaction = cut < 0 ? words : words.slice(0, cut);
    if (inText !== null || PLAIN.test(transaction)) return inText;
    return this.lookAtText(trx, transaction, 'reference');
  }

  private async lookAtText(trx: Db, text: string, field: FieldSort): Promise<number | null> {
    const kinds = this.kinds(text, field);
    const id = kinds.length === 0 ? null : await this.hold(trx, text, kinds);
    if (field === 'imported') this.looked.set(text, id);
    return id;
  }

  private kinds(text: string, field: FieldSort): FindingKind[] {
    if (text === '' || !mayBePersonal(text, this.knowledge.names)) return [];
    return [...new Set(personalWords(text, this.today, this.knowledge, field).map(({ kind }) => kind))];
  }

  private async hold(trx: Db, text: string, kinds: readonly FindingKind[]): Promise<number> {
    const salt = randomToken();
    const digest = lineWordsDigest(salt, text);
    const row = { plan_id: this.planId, supplier_id: null, digest, salt, kinds: kinds.join(' '), lines: 0 };
    const [{ id }] = await trx('import_held').insert(row).returning('id');
    return id;
  }
}

const PLAIN = /^[A-Z]{0,4}[\d/-]*$/i;
