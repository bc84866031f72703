import type { Db } from '../../../platform/database.ts';

type Kind = 'fault' | 'changed' | 'skipped' | 'read-as' | 'known';

/** Beyond these, remarks are counted and no longer listed: nobody reads on, and the plan must not grow without end. */
const MOST: Record<Kind, number> = {
  fault: 100_000,
  changed: 10_000,
  skipped: 10_000,
  'read-as': 1000,
  known: 1000,
};

/** What is to be said of rows of a file that are staged: faults, skipped rows, cells read as something else. */
export class Remarks {
  readonly counts: Record<Kind, number> = { fault: 0, changed: 0, skipped: 0, 'read-as': 0, known: 0 };
  private readonly planId: number;
  private readonly readAsGroups = new Map<
    string,
    { column: string; found: string; readAs: string; rows: number[]; count: number }
  >();
  private waiting: Record<string, string | number | null>[] = [];

  constructor(planId: number) {
    this.planId = planId;
  }

  fault(row: number, column: string | null, value: string, reason: string): void {
    this.add('fault', row, column, value, reason);
  }

  changed(row: number, value: string, reason: string): void {
    this.add('changed', row, null, value, reason);
  }

  known(row: number, value: string, reason: string): void {
    this.add('known', row, null, value, reason);
  }

  skipped(row: number, value: string, reason: string): void {
    this.add('skipped', row, null, value, reason);
  }

  /** Cells that say the same and were read the same stand together. */
  readAs(row: number, column: string, found: string, readAs: string): void {
    const key = `${column}\u001f${found}\u001f${readAs}`;
    const group = this.readAsGroups.get(key);
    if (group !== undefined) {
      group.count += 1;
      if (group.rows.length < 5) group.rows.push(row);
      return;
    }
    this.counts['read-as'] += 1;
    if (this.readAsGroups.size < MOST['read-as'])
      this.readAsGroups.set(key, { column, found, readAs, rows: [row], count: 1 });
  }

  /** Writes what was said since the last time. */
  async save(trx: Db): Promise<void> {
    const rows = this.waiting.splice(0);
    for (let at = 0; at < rows.length; at += 100) await trx('import_remark').insert(rows.slice(at, at + 100));
  }

  /** Writes what was read as something else, at the end of the file. */
  async saveGroups(trx: Db): Promise<void> {
    for (const { column, found, readAs, rows, count } of this.readAsGroups.values()) {
      const more = count > rows.length ? ` and ${count - rows.length} more` : '';
      this.waiting.push({
        plan_id: this.planId,
        row_number: rows[0] as number,
        kind: 'read-as',
        column_name: column,
        value: found,
        reason: readAs,
        note: `${rows.join(', ')}${more}`,
      });
    }
    await this.save(trx);
  }

  private add(kind: Kind, row: number, column: string | null, value: string, reason: string): void {
    this.counts[kind] += 1;
    if (this.counts[kind] > MOST[kind]) return;
    this.waiting.push({
      plan_id: this.planId,
      row_number: row,
      kind,
      column_name: column,
      value,
      reason,
      note: null,
    });
  }
}
