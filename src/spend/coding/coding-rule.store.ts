import type { Act } from '../../audit/act.ts';
import { isOver, readLives } from '../../initiatives/life/life.store.ts';
import { STATUSES } from '../../initiatives/life/life-machine.ts';
import type { Db } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { type CodingRule, leavesOut, type NewCodingRule, type RuleResult } from './coding-rule.ts';
import { compileRules, type Decide } from './compile.ts';
import { demandFree, demandRule } from './demand-rule.ts';
import { readRuleNames } from './rule-names.ts';
import { readPlaced } from './rule-version.store.ts';

/**
 * The rules of an office up to an act in the order in which they are asked, those retired behind them. Whether a rule's
 * initiative is over is told as it stood then, so that the same act always gets the same answer.
 */
export async function readRules(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<CodingRule[]> {
  const placed = await readPlaced(db, officeId, upToSeq);
  const asked = [
    ...placed.filter(({ state }) => state === 'active'),
    ...placed.filter(({ state }) => state === 'retired'),
  ];
  const over = await readOver(db, officeId, upToSeq);
  const stoppedOf = (result: RuleResult): string | null =>
    leavesOut(result) ? null : (over.get(result.initiative) ?? null);
  return asked.map((rule, at) => ({ ...rule, position: at + 1, stopped: stoppedOf(rule.result) }));
}

/** The office's rules made ready for a file, as they stand or stood. */
export async function readDecide(db: Db, officeId: number, upToSeq?: number): Promise<Decide> {
  const rules = await readRules(db, officeId, upToSeq);
  return compileRules(rules, (await readRuleNames(db, officeId)).suppliers);
}

/** A rule by its reference as it stands; not found when there is none. */
export async function findRule(db: Db, officeId: number, ref: string): Promise<CodingRule> {
  const found = (await readRules(db, officeId)).find((rule) => rule.ref === ref);
  if (found === undefined) throw notFound(`coding rule ${ref.slice(0, 20)}`);
  return found;
}

/**
 * Makes a rule, asked after all others, and answers its reference. Refused by name: `condition`, `life-over`,
 * `agreement-elsewhere`, `result`, `profile`, and `rule-known` where another rule asks the same.
 */
export async function addRule(act: Act, wanted: NewCodingRule & { why: string }): Promise<string> {
  await demandRule(act, wanted);
  demandFree(await readRules(act.trx, act.doer.officeId), wanted, null);
  const ref = `CR-${String(await act.nextNumber('coding-rule', 0)).padStart(3, '0')}`;
  await addVersion(act, { ...wanted, ref, version: 1, state: 'active' });
  return ref;
}

/**
 * Changes a rule by its next version; one that was retired is in force again. `basedOn` is the version that whoever
 * changes it had before them (`changed-meanwhile`). Refused by name as `addRule` refuses, and `nothing-changed`.
 */
export async function changeRule(
  act: Act,
  wanted: NewCodingRule & { ref: string; basedOn: number; why: string },
): Promise<void> {
  const rules = await readRules(act.trx, act.doer.officeId);
  const standing = standingOf(rules, wanted.ref, wanted.basedOn);
  if (standing.state === 'active' && saysSame(standing, wanted)) {
    throw refused('nothing-changed', `Nothing of ${wanted.ref} was changed. Change an answer, or go back.`);
  }
  await demandRule(act, wanted);
  demandFree(rules, wanted, wanted.ref);
  const { conditions, result, profiles, ref, why } = wanted;
  await addVersion(act, { conditions, result, profiles, why, ref, version: standing.version + 1, state: 'active' });
}

/** Retires a rule: it decides nothing from now on, and its history stays. Refused by name: `retired`, `changed-meanwhile`. */
export async function retireRule(act: Act, wanted: { ref: string; basedOn: number; why: string }): Promise<void> {
  const standing = standingOf(await readRules(act.trx, act.doer.officeId), wanted.ref, wanted.basedOn);
  if (standing.state === 'retired') throw refused('retired', `${wanted.ref} has been retired already.`);
  const { ref, conditions, result, profiles, version } = standing;
  await addVersion(act, {
    ref,
    conditions,
    result,
    profiles,
    version: version + 1,
    state: 'retired',
    why: wanted.why,
  });
}

/** Puts a rule before another, or behind all where none is named. Refused by name: `order-same`. */
export async function moveRule(act: Act, { ref, before }: { ref: string; before: string | null }): Promise<void> {
  const rules = await readPlaced(act.trx, act.doer.officeId, Number.MAX_SAFE_INTEGER);
  for (const named of before === null ? [ref] : [ref, before]) {
    if (!rules.some((rule) => rule.ref === named)) throw notFound(`coding rule ${named.slice(0, 20)}`);
  }
  const refs = rules.map((rule) => rule.ref);
  const others = refs.filter((other) => other !== ref);
  const at = before === null ? others.length : before === ref ? refs.indexOf(ref) : others.indexOf(before);
  const moved = others.toSpliced(at, 0, ref);
  if (moved.join() === refs.join()) {
    throw refused('order-same', `${ref} stands there already. Select another place.`, 'before');
  }
  await act.add('coding_order', { refs: moved.join(' '), entered_by: act.doer.personId });
}

function standingOf(rules: readonly CodingRule[], ref: string, basedOn: number): CodingRule {
  const standing = rules.find((rule) => rule.ref === ref);
  if (standing === undefined) throw notFound(`coding rule ${ref.slice(0, 20)}`);
  if (standing.version === basedOn) return standing;
  throw refused(
    'changed-meanwhile',
    `${ref} was changed while you were writing, and now is version ${standing.version}. Nothing was saved. Open it in another window, compare the two, and start again from there.`,
  );
}

function saysSame(one: NewCodingRule, other: NewCodingRule): boolean {
  const said = ({ conditions, result, profiles }: NewCodingRule) =>
    JSON.stringify([
      conditions.map(({ field, test, values }) => [field, test, values]),
      leavesOut(result) ? [result.leftOut] : [result.initiative, result.agreement, result.place, result.category],
      profiles,
    ]);
  return said(one) === said(other);
}

/** The columns of a rule or of a choice that say what becomes of lines: no initiative leaves them out. */
export function codingColumns(result: RuleResult) {
  if (leavesOut(result)) return { initiative: null, agreement: '', place: '', category: null };
  const { initiative, agreement, place, category } = result;
  return { initiative, agreement, place, category };
}

type Wanted = Pick<CodingRule, 'ref' | 'version' | 'state' | 'conditions' | 'result' | 'profiles' | 'why'>;

async function addVersion(act: Act, { ref, version, state, conditions, result, profiles, why }: Wanted): Promise<void> {
  await act.add('coding_rule', {
    ref,
    version,
    state,
    profiles: profiles.join(' '),
    ...codingColumns(result),
    entered_by: act.doer.personId,
    why_words: await act.words(why),
  });
  if (leavesOut(result)) {
    await act.add('coding_leaving_out', { rule: ref, version, reason_words: await act.words(result.leftOut) });
  }
  for (const [ordinal, { field, test, values }] of conditions.entries()) {
    const isOrganisation = test === 'organisation';
    await act.add('coding_condition', {
      rule: ref,
      version,
      ordinal,
      field,
      test,
      organisation_id: isOrganisation ? Number(values[0]) : null,
      values_words: isOrganisation ? null : await act.words(values.join('\n')),
    });
  }
}

async function readOver(db: Db, officeId: number, upToSeq: number): Promise<Map<string, string>> {
  const lives = await readLives(db, officeId, { upToSeq });
  return new Map(
    lives
      .filter(({ status }) => isOver(status))
      .map(({ initiative, status }) => [initiative, `${initiative} is over (${STATUSES[status].toLowerCase()})`]),
  );
}
