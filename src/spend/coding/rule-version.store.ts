import { REMOVED, spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';
import { groupedBy } from '../../platform/grouped-rows.ts';
import type { CodingRule, RuleResult } from './coding-rule.ts';
import type { Condition } from './condition.ts';

/** A rule as one of its versions stood, without what only holds of rules as they stand. */
export type RuleVersion = Omit<CodingRule, 'position' | 'stopped'>;

/** Every version of a rule, the oldest first. */
export function readRuleVersions(db: Db, officeId: number, ref: string): Promise<RuleVersion[]> {
  return readVersions(db, officeId, { ref, upToSeq: Number.MAX_SAFE_INTEGER });
}

/** The rules in the order that people gave them; one that was retired keeps its place, in case it is brought back. */
export async function readPlaced(db: Db, officeId: number, upToSeq: number): Promise<RuleVersion[]> {
  const versions = await readVersions(db, officeId, { upToSeq });
  const latest = [...new Map(versions.map((version) => [version.ref, version])).values()];
  const order = await readOrder(db, officeId, upToSeq);
  return latest.toSorted((a, b) => placeIn(order, a.ref) - placeIn(order, b.ref));
}

async function readVersions(
  db: Db,
  officeId: number,
  { ref, upToSeq }: { ref?: string; upToSeq: number },
): Promise<RuleVersion[]> {
  const rowsOf = async (table: string, named: Record<string, string>): Promise<Row[]> =>
    spellOut(
      db,
      await db(table)
        .where({ office_id: officeId, ...named })
        .where('act_seq', '<=', upToSeq)
        .orderBy('id'),
    );
  const partsOf = async (table: string): Promise<Map<string, Row[]>> => {
    const rows = await rowsOf(table, ref === undefined ? {} : { rule: ref });
    return groupedBy(
      rows.map((row): Row => ({ ...row, of: `${row.rule} ${row.version}` })),
      'of',
    );
  };
  const rules = await rowsOf('coding_rule', ref === undefined ? {} : { ref });
  const conditions = await partsOf('coding_condition');
  const leavings = await partsOf('coding_leaving_out');
  return rules.map((row) => ({
    ref: row.ref,
    version: row.version,
    state: row.state,
    conditions: (conditions.get(`${row.ref} ${row.version}`) ?? []).map(conditionFrom),
    result: resultFrom(row, leavings.get(`${row.ref} ${row.version}`)?.[0]?.reason),
    profiles: row.profiles === '' ? [] : row.profiles.split(' '),
    why: row.why ?? '',
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

function conditionFrom({ field, test, organisation_id: organisation, values }: Row): Condition {
  if (test === 'organisation') return { field, test, values: [String(organisation)] };
  return { field, test, values: values === REMOVED ? [] : values.split('\n').filter((value: string) => value !== '') };
}

/** What a row of a rule or of a choice says of lines; one that names no initiative leaves them out. */
export function resultFrom({ initiative, agreement, place, category }: Row, reason = ''): RuleResult {
  return initiative === null ? { leftOut: reason } : { initiative, agreement, place, category };
}

async function readOrder(db: Db, officeId: number, upToSeq: number): Promise<Map<string, number>> {
  const last = await db('coding_order')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id', 'desc')
    .first('refs');
  const refs: string[] = last === undefined ? [] : last.refs.split(' ');
  return new Map(refs.map((ref, at) => [ref, at]));
}

/** Rules made after the last move stand behind all that were moved, in the order in which they were made. */
function placeIn(order: ReadonlyMap<string, number>, ref: string): number {
  return order.get(ref) ?? order.size + Number(ref.slice('CR-'.length));
}
