import { yearShown } from '../../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../../calendar/period.ts';
import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { type Agreement, yearsShown } from '../../initiatives/agreements/agreement.ts';
import { listInitiatives } from '../../initiatives/initiative.store.ts';
import { addUp } from '../../ledger/balance.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { openPeriod } from '../../ledger/period.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { canonical, sha256 } from '../../platform/digest.ts';
import { Refusal } from '../../platform/refusal.ts';
import { booksMovedSince, findBatchOfFile } from './batch.store.ts';
import { readCodings } from './coding.store.ts';
import { drawAll, groupsOf, isGrouped, overBy } from './group.ts';
import { isLeftOut, type LeftOut, readLeftOut } from './left-out.ts';
import { type Candidate, findCandidates } from './match/candidate.ts';
import { type Match, readMatches } from './match/match.store.ts';
import type { Coding, Group, Plan } from './plan.ts';
import { FLAGS, type Flag } from './stage/staged-line.ts';

/** What a plan would do as the books stand now, and what stands in its way. */
export interface Overview {
  plan: Plan;
  /** Codings that are posted in groups. */
  codings: Coding[];
  groups: Group[];
  /** Codings that nothing decided yet, those with most lines first. */
  queue: Coding[];
  /** Codings whose lines are left out, and what they come to by rule and by hand. */
  leftOut: Coding[];
  leftOutBy: LeftOut[];
  /** Lines that stand for something that is recorded, as a person said. */
  matches: Match[];
  /** Lines that look like something that is recorded, on which nobody has said anything yet. */
  candidates: Candidate[];
  /** Lines that somebody must have looked at before they count, by what is unlikely about them. */
  flags: ReadonlyMap<Flag, number>;
  /** What cannot be posted as it is coded, each with what to do. */
  obstacles: string[];
  /** How far each initiative would be passed, in pence. */
  over: ReadonlyMap<string, Pence>;
  /** The batch that holds this very file already, if one does. */
  sameFile: string | null;
  /** Batches decided since the file was read: it is compared with the books again before it is confirmed. */
  moved: string[];
  /** What becomes new spend, less credits, in pence; the lines of it. */
  pence: Pence;
  lines: number;
  /** Everything that the file says, in pence: what its control total must be. */
  filePence: Pence;
  fileLines: number;
}

/** Reads what a plan would do; stores nothing. */
export async function readOverview(db: Db, plan: Plan): Promise<Overview> {
  const { officeId } = plan;
  const { summary } = plan;
  if (summary === null) throw new Error('A plan has an overview once its file was read.');
  const codings = await readCodings(db, plan.id);
  const funds = new Map((await listInitiatives(db, officeId)).map(({ ref, fund }) => [ref, fund]));
  const groups = groupsOf(codings, funds);
  const matches = await readMatches(db, plan);
  const agreements = new Map((await listAgreements(db, officeId)).map((agreement) => [agreement.ref, agreement]));
  const periods = await readPeriods(db, officeId);
  const obstacles = [
    ...groups.flatMap((group) => codingObstacle(group, agreements)),
    ...(new Set(groups.map(({ fund }) => fund)).size > 1
      ? ['The lines go to more than one fund. Import those of each fund from a file of their own.']
      : []),
    ...matches.flatMap(({ obstacle }) => (obstacle === null ? [] : [obstacle])),
  ];
  for (const label of new Set(groups.map(({ period }) => periodLabel(period)))) {
    const group = groups.find(({ period }) => periodLabel(period) === label) as Group;
    obstacles.push(...(await saidBy(async () => openPeriod(periods, group.period))).problems);
  }
  const moved = [...matches.flatMap(({ moves }) => moves), ...groups];
  const drawn = await saidBy(() => drawAll(db, officeId, moved));
  obstacles.push(...drawn.problems);
  const grouped = groups.map(({ kind, pence }) => (kind === 'spend' ? pence : -pence));
  const single = matches.flatMap(({ moves }) => moves).map(({ kind, pence }) => (kind === 'spend' ? pence : -pence));
  return {
    plan,
    codings: codings.filter(isGrouped),
    groups,
    queue: codings.filter(({ how }) => how === 'queue'),
    leftOut: codings.filter(isLeftOut),
    leftOutBy: await readLeftOut(db, plan, codings),
    matches,
    candidates: await findCandidates(db, plan),
    flags: flagsIn(codings),
    obstacles: [...new Set(obstacles)],
    over: overBy(drawn.answer ?? []),
    sameFile: await findBatchOfFile(db, officeId, plan.sha256),
    moved: await booksMovedSince(db, officeId, plan.booksSeq),
    pence: addUp([...grouped, ...single]),
    lines: addUp([...groups.map(({ lines }) => lines), ...matches.map(() => 1)]),
    filePence: addUp([summary.pence, summary.knownPence, summary.changedPence]),
    fileLines: summary.lines + summary.known + summary.changed,
  };
}

/** How many lines are unlikely in each way, of those that are not left out. */
function flagsIn(codings: readonly Coding[]): Map<Flag, number> {
  const of = codings.filter((coding) => !isLeftOut(coding));
  const counts = (Object.keys(FLAGS) as Flag[]).map((flag): [Flag, number] => [
    flag,
    addUp(of.map(({ flagged }) => flagged[flag] ?? 0)),
  ]);
  return new Map(counts.filter(([, count]) => count > 0));
}

/**
 * The fingerprint of what a plan would do. Two overviews with the same one store the same, so that what is confirmed is
 * exactly what was shown.
 */
export function overviewDigest(overview: Overview): string {
  const { plan, groups, queue, leftOut, matches, candidates, flags, obstacles, over, sameFile, moved } = overview;
  return sha256(
    canonical({
      file: plan.sha256,
      version: plan.version,
      groups: groups.map((group) => ({ ...group, period: periodLabel(group.period) })),
      queue: queue.map(({ id }) => id),
      leftOut: leftOut.map(({ id, rule, chargeLines, creditLines }) => [id, rule, chargeLines + creditLines]),
      matches: matches.map(({ row, stands, posts }) => [row, stands.map(({ ref, pence }) => [ref, pence]), posts]),
      candidates: candidates.map(({ row, ref }) => [row, ref]),
      flags: [...flags].map(([flag, count]) => [flag, count]),
      obstacles,
      over: [...over].map(([initiative, pence]) => [initiative, pence]),
      sameFile,
      moved,
    }),
  );
}

function codingObstacle(
  { initiative, agreement, period }: Group,
  agreements: ReadonlyMap<string, Agreement>,
): string[] {
  if (agreement === '') return [];
  const found = agreements.get(agreement);
  const where = `${periodShown(period)} of ${yearShown(period.year)}`;
  if (found === undefined) return [`There is no agreement ${agreement}. Code its lines otherwise.`];
  if (found.initiative !== initiative)
    return [`${agreement} belongs to ${found.initiative}, and lines of ${where} are coded to it under ${initiative}.`];
  if (!found.amountPublished)
    return [`The amount of ${agreement} is not published, so it binds no money. Code its lines otherwise.`];
  if (found.nature !== 'revenue')
    return [
      `${agreement} is ${found.nature} money, and a file brings revenue. Leave its lines out and enter them by hand.`,
    ];
  return found.boundYears.includes(period.year)
    ? []
    : [
        `${agreement} binds money of ${yearsShown(found.boundYears)}, and lines of ${where} are coded to it. Code them ` +
          'otherwise.',
      ];
}

async function saidBy<T>(ask: () => Promise<T>): Promise<{ answer: T | null; problems: string[] }> {
  try {
    return { answer: await ask(), problems: [] };
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return { answer: null, problems: [error.message] };
    throw error;
  }
}

/** What keeps a plan from being confirmed, each with what to do; empty when nothing does but unlikely lines. */
export function inTheWay(overview: Overview): string[] {
  const { plan, queue, candidates, obstacles, moved } = overview;
  const faults = plan.summary?.faults ?? 0;
  const looking = linesOfCandidates(candidates);
  const waiting = addUp(queue.map(({ chargeLines, creditLines }) => chargeLines + creditLines));
  return [
    ...(faults > 0
      ? [`The file has ${faults} ${faults === 1 ? 'fault' : 'faults'}, so nothing of it is imported`]
      : []),
    ...(moved.length > 0
      ? [`Since the file was read, ${moved.join(', ')} changed what is recorded. Compare it with the books again`]
      : []),
    ...(waiting > 0
      ? [
          `${waiting === 1 ? '1 line is' : `${waiting} lines are`} not coded. Code ${waiting === 1 ? 'it' : 'them'} or leave ${waiting === 1 ? 'it' : 'them'} out`,
        ]
      : []),
    ...(candidates.length > 0
      ? [
          `${looking === 1 ? '1 line looks' : `${looking} lines look`} like what is recorded already. Say of each whether it is that`,
        ]
      : []),
    ...obstacles,
  ];
}

/** Why there is nothing to import: every line stands already, or is not ours. */
export function nothingNewWords({ sameFile, leftOut }: Overview): string {
  if (leftOut.length > 0) return 'Every line of this file is left out or already recorded. Nothing was changed.';
  return `Every line of this file is already recorded, in ${sameFile ?? 'earlier batches'}. Nothing was changed.`;
}

/** How many lines look like something that is recorded; one may look like several things. */
export function linesOfCandidates(candidates: readonly Candidate[]): number {
  return new Set(candidates.map(({ row }) => row)).size;
}

/** The initiatives that are passed, in words with amounts. */
export function overShown(over: ReadonlyMap<string, Pence>): string[] {
  return [...over].map(
    ([initiative, pence]) => `These lines pass what ${initiative} has left by ${formatPounds(pence)}.`,
  );
}
