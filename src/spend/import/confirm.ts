import type { Act } from '../../audit/act.ts';
import { yearLabel } from '../../calendar/financial-year.ts';
import type { PeriodKey } from '../../calendar/period.ts';
import { findInitiative } from '../../initiatives/initiative.store.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import { COUNTY } from '../../partners/place.ts';
import { refused } from '../../platform/refusal.ts';
import { moveAwaiting } from '../awaiting.store.ts';
import { settle } from '../claims/settle.ts';
import { recordChoices } from '../coding/choice.store.ts';
import type { NewChoice } from '../coding/suggestion.ts';
import { findSpend, leftToCorrect } from '../spend.store.ts';
import { type SpendKind, spendRef } from '../spend.ts';
import { readCodings, supplierNames } from './coding.store.ts';
import type { Match } from './match/match.store.ts';
import { inTheWay, nothingNewWords, type Overview, overShown, overviewDigest, readOverview } from './overview.ts';
import { lockPlan } from './plan.store.ts';
import { isAlone, type Plan } from './plan.ts';
import { sealOf } from './seal.ts';
import type { Flag } from './stage/staged-line.ts';

/** What whoever confirms a plan says with it. */
export interface Confirmation {
  /** The fingerprint of what was shown. */
  shown: string;
  /** Which unlikely lines were looked at. */
  lookedAt: readonly Flag[];
  /** Whether lines that changed in the finance system are left as they are recorded. */
  leavesChanged: boolean;
  overspendReason: string | null;
}

/** What a confirmed plan became, as its event tells it. */
export interface Confirmed {
  ref: string;
  lines: number;
  pence: Pence;
  /** What of the file is not ours: it stays known, and is never spend. */
  leftOut: { lines: number; pence: Pence };
  lookedAt: { [flag: string]: number };
}

/**
 * Stores exactly what a plan showed, as a batch that somebody else accepts: its groups, the lines that have a life of
 * their own, and the digest that binds every line. No line is written: from here on the database holds them fast.
 *
 * Refused by name: `not-ready`; `plan-changed` when what it would do is no longer what was shown; `in-the-way` with
 * everything that must be seen to first; `nothing-new`; `not-looked-at`; `overspend-reason`.
 */
export async function confirmPlan(act: Act, { id }: Pick<Plan, 'id'>, said: Confirmation): Promise<Confirmed> {
  const plan = await lockPlan(act.trx, id);
  if (plan.state !== 'ready' || plan.summary === null || plan.linesDigest === null) {
    throw refused('not-ready', 'The plan cannot be confirmed now. Read it again as it stands.');
  }
  const overview = await readOverview(act.trx, plan);
  demandConfirmable(overview, said);
  const ref = await addBatch(act, overview, said.overspendReason);
  await addGroups(act, overview, ref);
  for (const match of overview.matches) await addMatch(act, match, ref);
  await recordChoices(act, await choicesOf(act, plan));
  await act.add('import_trace', {
    batch_ref: ref,
    plan_id: plan.id,
    lines: plan.summary.lines,
    pence: plan.summary.pence,
    file_lines: overview.fileLines,
    file_pence: overview.filePence,
    digest: await sealOf(act.trx, plan.id, plan.linesDigest),
  });
  await act.trx('import_upload').where({ plan_id: plan.id }).del();
  await act.trx('import_choice').where({ plan_id: plan.id }).del();
  await act.trx('import_remark').where({ plan_id: plan.id }).whereNot({ kind: 'skipped' }).del();
  await act.trx('import_plan').where({ id: plan.id }).update({ state: 'confirmed', batch_ref: ref, file_name: null });
  const flags = Object.fromEntries([...overview.flags].map(([flag, count]) => [flag, count]));
  const leftOut = {
    lines: addUp(overview.leftOutBy.map(({ lines }) => lines)),
    pence: addUp(overview.leftOutBy.map(({ pence }) => pence)),
  };
  return { ref, lines: overview.lines, pence: overview.pence, leftOut, lookedAt: flags };
}

function demandConfirmable(overview: Overview, said: Confirmation): void {
  const { plan, lines, flags, over } = overview;
  if (overviewDigest(overview) !== said.shown) {
    throw refused(
      'plan-changed',
      'Since this was shown, something was recorded that changes it. Nothing was stored. Read it again as it stands now.',
    );
  }
  const stops = inTheWay(overview);
  if (stops.length > 0) throw refused('in-the-way', `${stops[0]}.`.replace('..', '.'));
  if (lines === 0) throw refused('nothing-new', nothingNewWords(overview));
  const missed = [...flags.keys()].filter((flag) => !said.lookedAt.includes(flag));
  if (missed.length > 0) {
    throw refused(
      'not-looked-at',
      `Look at the lines that are unlikely and say that they are right: ${missed.join(', ')}.`,
      `flag-${missed[0]?.replace(' ', '-')}`,
    );
  }
  if ((plan.summary?.changed ?? 0) > 0 && !said.leavesChanged) {
    throw refused(
      'not-looked-at',
      'Say that the lines that changed stay as they are recorded, or correct them first.',
      'changed',
    );
  }
  if (over.size > 0 && said.overspendReason === null) {
    throw refused('overspend-reason', `${overShown(over).join(' ')} Say why it is overspent.`, 'reason');
  }
}

async function addBatch(act: Act, overview: Overview, overspendReason: string | null): Promise<string> {
  const { plan, groups, matches } = overview;
  const period = latestPeriod(overview);
  const ref = `IB-${yearLabel(period.year)}-${String(await act.nextNumber('import', period.year)).padStart(3, '0')}`;
  const moved = [...groups, ...matches.flatMap(({ moves }) => moves)];
  const initiatives = new Set(moved.map(({ initiative }) => initiative));
  const places = new Set(groups.map(({ place }) => place));
  await act.add('import_batch', {
    fund: await fundOf(act, overview),
    ref,
    file_digest: plan.sha256,
    file_name_words: await act.words(plan.fileName),
    profile: plan.profile,
    initiative: initiatives.size === 1 ? ([...initiatives][0] as string) : null,
    place: places.size === 1 ? ([...places][0] as string) : null,
    year: period.year,
    period: period.number,
    lines: overview.lines,
    known: plan.summary?.known ?? 0,
    skipped: plan.summary?.skipped ?? 0,
    charge_pence: addUp(moved.filter(({ kind }) => kind === 'spend').map(({ pence }) => pence)),
    pence: overview.pence,
    overspend_words: await act.optionalWords(overspendReason),
    entered_by: plan.personId,
  });
  return ref;
}

async function fundOf(act: Act, { groups, matches }: Overview): Promise<string> {
  const initiative = groups[0]?.initiative ?? matches.find(({ coding }) => coding.initiative !== '')?.coding.initiative;
  if (initiative !== undefined) return (await findInitiative(act.trx, act.doer.officeId, initiative)).fund;
  // Every line stands for something that is recorded, and what that is has its own fund.
  const stands = matches.flatMap((match) => match.stands).find(({ standing }) => standing !== null)?.standing;
  return (await findInitiative(act.trx, act.doer.officeId, stands?.initiative ?? '')).fund;
}

function latestPeriod({ groups, matches }: Overview): PeriodKey {
  const periods = [...groups.map(({ period }) => period), ...matches.map(({ coding }) => coding.period)];
  return periods.toSorted((a, b) => b.year - a.year || b.number - a.number)[0] as PeriodKey;
}

async function addGroups(act: Act, { groups }: Overview, ref: string): Promise<void> {
  await act.addMany(
    'import_group',
    groups.map((group) => ({
      batch_ref: ref,
      number: group.number,
      fund: group.fund,
      kind: group.kind,
      initiative: group.initiative,
      agreement: group.agreement,
      nature: group.nature,
      place: group.place,
      category: group.category,
      year: group.period.year,
      period: group.period.number,
      lines: group.lines,
      pence: group.pence,
      first_on: group.firstOn,
      last_on: group.lastOn,
    })),
  );
  await moveAwaiting(
    act,
    groups.map((group) => ({ ...group, concerns: null, correctsKind: null })),
    'entered',
  );
}

/**
 * What a person decided by hand of lines that say the same, for the rules that are made of it: what the lines said, and
 * where they went or that they are not ours. What was said of a single line, such as a copy, says nothing of others.
 */
async function choicesOf(act: Act, plan: Plan): Promise<NewChoice[]> {
  const chosen = (await readCodings(act.trx, plan.id)).filter(
    (coding) => ['choice', 'left-out'].includes(coding.how) && !isAlone(coding),
  );
  const names = await supplierNames(
    act.trx,
    chosen.flatMap(({ supplierId }) => supplierId ?? []),
  );
  return chosen.map(
    ({ how, fields, supplierId, initiative, agreement, place, category, chargeLines, creditLines }) => ({
      signature: {
        profile: plan.profile,
        supplier: names.get(supplierId ?? 0) ?? '',
        account: fields.account ?? null,
        costCentre: fields.costCentre ?? null,
        project: fields.project ?? null,
        area: fields.area ?? null,
        categoryText: fields.categoryText ?? null,
      },
      result:
        how === 'left-out'
          ? { leftOut: '' }
          : { initiative, agreement, place, category: category === fields.category ? null : category },
      lines: chargeLines + creditLines,
    }),
  );
}

/** Keeps what a line stands for and, where it posts something of its own, a spend of the batch that settles it. */
async function addMatch(act: Act, match: Match, ref: string): Promise<void> {
  const { line, coding, posts, stands, reason } = match;
  for (const { ref: standsRef, pence } of stands.filter(({ standing }) => standing?.kind !== 'claim')) {
    await act.add('line_match', {
      batch_ref: ref,
      row_number: line.row,
      stands_ref: standsRef,
      pence: Math.abs(pence),
    });
  }
  if (posts.kind === 'nothing') return;
  const last = stands.at(-1)?.standing;
  const from = last?.isPosted === true && posts.kind !== 'whole' ? last : coding;
  const spend = {
    initiative: posts.kind === 'whole' ? (match.moves[0]?.initiative ?? coding.initiative) : from.initiative,
    agreement: posts.kind === 'whole' ? (match.moves[0]?.agreement ?? '') : from.agreement,
    place: posts.kind === 'whole' ? (coding.place === '' ? COUNTY.code : coding.place) : from.place,
    category: from.category,
    kind: kindOf(posts.kind, line.pence),
    pence: posts.kind === 'whole' ? Math.abs(posts.pence) : posts.pence,
    corrects: posts.kind === 'less' ? posts.refunds : null,
  };
  const corrected = spend.corrects === null ? null : await findSpend(act.trx, act.doer.officeId, spend.corrects);
  if (corrected !== null && spend.pence > (await leftToCorrect(act.trx, act.doer.officeId, corrected))) {
    throw refused(
      'corrected-in-full',
      `Row ${line.row}: not so much of ${corrected.ref} is left to refund. Match it again.`,
    );
  }
  const { year, number } = coding.period;
  const spendIs = spendRef(year, await act.nextNumber('spend', year));
  const { fund } = await findInitiative(act.trx, act.doer.officeId, spend.initiative);
  await act.add('spend', {
    fund,
    ref: spendIs,
    kind: spend.kind,
    initiative: spend.initiative,
    agreement: spend.agreement,
    nature: corrected?.nature ?? 'revenue',
    place: spend.place,
    category: spend.category,
    supplier_words: await act.words(line.supplier),
    reference_words: null,
    description_words: null,
    reason_words: await act.optionalWords(reason),
    invoiced_on: line.date,
    received_on: null,
    paid_on: null,
    year,
    period: number,
    net_pence: spend.pence,
    vat_pence: 0,
    pence: spend.pence,
    corrects_ref: spend.corrects,
    batch_ref: ref,
    row_number: line.row,
    line_key: null,
    entered_by: act.doer.personId,
  });
  await moveAwaiting(
    act,
    [
      {
        fund,
        initiative: spend.initiative,
        agreement: spend.agreement,
        nature: (corrected?.nature ?? 'revenue') as 'revenue',
        period: coding.period,
        concerns: null,
        kind: spend.kind,
        correctsKind: corrected?.kind ?? null,
        pence: spend.pence,
      },
    ],
    'entered',
  );
  if (posts.kind !== 'whole') return;
  for (const { ref: payable, pence } of posts.settles) await settle(act, { payable, spend: spendIs, pence });
}

function kindOf(posts: 'whole' | 'more' | 'less', pence: Pence): SpendKind {
  if (posts === 'less') return 'refund';
  return posts === 'whole' && pence < 0 ? 'unmatched-credit' : 'spend';
}
