import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { findAgreement } from './agreement.store.ts';
import {
  CONDITION_KINDS,
  type Condition,
  checkConditions,
  conditionNamed,
  hasCondition,
  isSame,
  type NewCondition,
} from './condition.ts';

/** What was once recorded of one condition of an agreement. */
export interface ConditionChange extends Condition {
  applies: boolean;
  /** Why it changed; null for what was recorded first. */
  reason: string | null;
  enteredBy: number | null;
  seq: number;
}

/**
 * The conditions that an agreement carries, as they stood with an act (now, without one), in the order of the file.
 * None for an agreement whose conditions were never recorded.
 */
export async function readConditions(
  db: Db,
  officeId: number,
  agreementRef: string,
  upToSeq?: number,
): Promise<Condition[]> {
  const changes = await readConditionChanges(db, officeId, agreementRef, upToSeq);
  const latest = new Map(changes.map((change) => [change.code, change]));
  const place = (code: string) => CONDITION_KINDS.findIndex((kind) => kind.code === code);
  return [...latest.values()]
    .filter(({ applies }) => applies)
    .toSorted((a, b) => place(a.code) - place(b.code))
    .map(({ code, label, means, detail, categories }) => ({ code, label, means, detail, categories }));
}

/** Everything that was recorded of an agreement's conditions up to an act, in the order in which it was. */
export async function readConditionChanges(
  db: Db,
  officeId: number,
  agreementRef: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<ConditionChange[]> {
  const rows: Row[] = await db('agreement_condition')
    .where({ office_id: officeId, agreement: agreementRef })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  const listed: Row[] = await db('agreement_eligible_category as l')
    .join('agreement_condition as c', 'c.id', 'l.condition_id')
    .where({ 'c.office_id': officeId, 'c.agreement': agreementRef })
    .orderBy('l.id')
    .select('l.condition_id', 'l.category');
  return (await spellOut(db, rows)).map((row) => ({
    ...conditionNamed(row.condition),
    detail: row.detail as string | null,
    categories: listed.filter(({ condition_id }) => condition_id === row.id).map(({ category }) => category),
    applies: row.applies === 1,
    reason: row.reason as string | null,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

/**
 * Records the conditions that an agreement carries from now on: those that are not named no longer apply. Once some
 * were recorded, a change says why. Rows are added only for what changes.
 *
 * Refused by name: `reason-needed`, `nothing-changes`, and what `checkConditions` refuses.
 */
export async function setConditions(
  act: Act,
  agreementRef: string,
  wanted: readonly NewCondition[],
  reason: string | null,
): Promise<void> {
  const { trx, doer } = act;
  const { ref } = await findAgreement(trx, doer.officeId, agreementRef);
  checkConditions(wanted);
  const isFirst = (await readConditionChanges(trx, doer.officeId, ref)).length === 0;
  const current = await readConditions(trx, doer.officeId, ref);
  const changed = wanted.filter((condition) => {
    const before = current.find(({ code }) => code === condition.code);
    return before === undefined || !isSame(before, condition);
  });
  const ended = current.filter(({ code }) => !hasCondition(wanted, code));
  if (changed.length === 0 && ended.length === 0) {
    throw refused('nothing-changes', `${ref} carries these conditions already. Change something, or leave it.`);
  }
  if (!isFirst && reason === null) {
    throw refused('reason-needed', `The conditions of ${ref} were recorded before. Say why they change.`, 'reason');
  }
  const shared = {
    agreement: ref,
    reason_words: isFirst ? null : await act.optionalWords(reason),
    entered_by: doer.personId,
  };
  for (const { code, detail, categories } of changed) {
    const id = await act.add('agreement_condition', {
      ...shared,
      condition: code,
      applies: 1,
      detail_words: await act.optionalWords(detail),
    });
    await act.addMany(
      'agreement_eligible_category',
      categories.map((category) => ({ condition_id: id, category })),
    );
  }
  await act.addMany(
    'agreement_condition',
    ended.map(({ code }) => ({ ...shared, condition: code, applies: 0, detail_words: null })),
  );
}
