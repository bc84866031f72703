import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { demand } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { findRecord, listRecords, readVersions, withBeside } from '../registers/register.store.ts';
import type { Kept } from '../registers/register.ts';
import { RECOMMENDATIONS } from './recommendation.ts';
import { ACTIONS, actionState } from './recommendation-action.ts';
import { addClosing, isClosed } from './recommendation-closing.store.ts';
import { progressOf } from './recommendation-state.ts';

/** What closing a recommendation rests on, or why it is reopened. */
export interface Wanted {
  recommendation: string;
  reason: string;
}

/**
 * Closes a recommendation. Two people: whoever closes it recorded and changed none of its actions. Refused by name:
 * `role`, `closed`, `not-evidenced` while an action is not done or lacks evidence, `two-people`.
 */
export async function closeRecommendation(act: Act, person: Person, today: Day, wanted: Wanted): Promise<void> {
  demand(person, 'assurance.close');
  const { officeId } = act.doer;
  const record = await findOne(act.trx, officeId, wanted.recommendation);
  const why = await whyNotClosable(act.trx, officeId, record, { person, today });
  if (why !== null) throw refused(why.rule, why.sentence, '');
  await addClosing(act, { ...wanted, kind: 'closed' });
}

/** Opens a closed recommendation again, so that it can be changed. Refused by name: `role`, `not-closed`. */
export async function reopenRecommendation(act: Act, person: Person, wanted: Wanted): Promise<void> {
  demand(person, 'assurance.close');
  const { officeId } = act.doer;
  const { ref } = await findRecord(act.trx, officeId, RECOMMENDATIONS, wanted.recommendation);
  if (!(await isClosed(act.trx, officeId, ref))) throw refused('not-closed', `${ref} is open already.`, '');
  await addClosing(act, { ...wanted, kind: 'reopened' });
}

/** What stands in the way of somebody's closing a recommendation; null when nothing does. */
export async function whyNotClosable(
  db: Db,
  officeId: number,
  record: Kept,
  { person, today }: { person: Person; today: Day },
): Promise<{ rule: 'closed' | 'not-evidenced' | 'two-people'; sentence: string } | null> {
  const { ref } = record;
  const progress = progressOf(record, today);
  if (progress === 'closed') return { rule: 'closed', sentence: `${ref} is closed already.` };
  const actions = (await listRecords(db, officeId, ACTIONS)).filter(({ answers }) => answers.recommendation === ref);
  if (progress !== 'evidenced') return { rule: 'not-evidenced', sentence: notEvidenced(record, actions, today) };
  const versions = (await readVersions(db, officeId, ACTIONS)).filter(({ answers }) => answers.recommendation === ref);
  const own = versions.find(({ enteredBy }) => enteredBy === person.id);
  if (own === undefined) return null;
  const sentence = `You recorded ${own.ref} of ${ref}, so somebody else decides that it is done. Ask a colleague who may close recommendations.`;
  return { rule: 'two-people', sentence };
}

function notEvidenced({ ref, answers }: Kept, actions: readonly Kept[], today: Day): string {
  if (answers.stance === 'rejected') return `${ref} was rejected, so there is nothing to close.`;
  const open = actions.filter((action) => actionState(action, today) !== 'evidenced').map((action) => action.ref);
  if (open.length === 0) return `${ref} has no action that shows it is done. Record what was done, with its evidence.`;
  return `${ref} is closed when every action is done and evidenced. Not yet: ${open.join(', ')}.`;
}

/** A recommendation with what stands beside it. */
export async function findOne(db: Db, officeId: number, ref: string): Promise<Kept> {
  const found = await findRecord(db, officeId, RECOMMENDATIONS, ref);
  const [record = found] = await withBeside(db, officeId, RECOMMENDATIONS, [found]);
  return record;
}
