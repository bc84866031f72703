import { demandNothingHeld } from '../audit/gate/held.ts';
import type { Reading } from '../audit/gate/reading.ts';
import { addedAgain } from '../figures/registry.ts';
import { correctionHref, factShown } from '../figures/release/fact-shown.ts';
import { demandPublishable, type OpenRelease } from '../figures/release/open-release.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { addUp } from '../ledger/balance.ts';
import type { Books } from '../ledger/figure.ts';
import { readOrphanPounds } from '../ledger/orphan-pounds.ts';
import { scopeShown } from '../ledger/scope.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import type { AssembledPack } from './assemble.ts';
import { ownerShown, type SectionState } from './section-state.ts';

/** Something that keeps a pack from being published, and where it is put right. */
export interface Obstacle {
  rule:
    | 'unsigned'
    | 'orphan-pounds'
    | 'books-differ'
    | 'figures-differ'
    | 'held-words'
    | 'held-corrections'
    | 'given-away';
  sentence: string;
  href: string;
}

/** Everything that keeps a pack from being published as it stands; none when it may be. */
export async function findObstacles(
  db: Db,
  officeId: number,
  { context, states, figures, books, model, reading, release }: AssembledPack,
  names: ReadonlyMap<number, string>,
): Promise<Obstacle[]> {
  const sections = `/meetings/${context.meeting.ref}/sections`;
  return [
    ...(await booksObstacles(db, officeId)),
    ...figureObstacles(figures, await addedWhole(books, figures)),
    ...(await heldObstacles(db, reading, JSON.stringify([model, figures]))),
    ...countObstacles(release),
    ...states
      .filter(({ isSigned }) => !isSigned)
      .map((state) => unsigned(state, sections, ownerShown(state, names, context.office.commissionerTitle))),
  ];
}

function unsigned({ section, last }: SectionState, href: string, owner: string): Obstacle {
  const why = last === null ? 'is not signed off' : 'says something else since it was signed off';
  return { rule: 'unsigned', sentence: `“${section.title}” (${owner}) ${why}.`, href };
}

const MOST_NAMED = 5;

/** A pack rests on decisions, and on books that agree with themselves. */
async function booksObstacles(db: Db, officeId: number): Promise<Obstacle[]> {
  const found: Obstacle[] = [];
  const orphans = await readOrphanPounds(db, officeId);
  if (orphans.length > 0) {
    const named = orphans
      .slice(0, MOST_NAMED)
      .map(({ entryId, kind, pence, toName }) => `entry ${entryId} (${kind}, ${formatPounds(pence)}, to ${toName})`);
    const more = orphans.length > named.length ? ` and ${orphans.length - named.length} more` : '';
    found.push({
      rule: 'orphan-pounds',
      sentence:
        `A pack is published only when every pound rests on a recorded decision. None is recorded for ` +
        `${named.join(', ')}${more}. The page Every pound lists them.`,
      href: '/fund/every-pound',
    });
  }
  const [finding] = await verifyLedger(db, officeId);
  if (finding !== undefined) {
    found.push({
      rule: 'books-differ',
      sentence: `The books do not agree with their entries, so no pack can rest on them. ${finding.sentence}`,
      href: '/verifications',
    });
  }
  return found;
}

/** Every amount is worked out from balances, and again from the entries and forecasts behind it: to the penny. */
export function figureObstacles(
  figures: readonly FrozenFigure[],
  whole: ReadonlyMap<number, Pence> = new Map(),
): Obstacle[] {
  return figures.flatMap(({ number, figure, label, scope, unit, value, rows }) => {
    if (unit !== 'pence' || value === null) return [];
    const again = whole.get(number) ?? addUp(rows.map((row) => row.value ?? 0));
    if (again === value) return [];
    const sentence =
      `“${label}” of ${scopeShown(scope)} is ${formatPounds(value)} by the balances and ${formatPounds(again)} by ` +
      'the entries behind it.';
    return [{ rule: 'figures-differ', sentence, href: `/figures/${figure}` }];
  });
}

/** What is behind the amounts some of whose rows are listed without theirs, since they stand in for few children. */
async function addedWhole(books: Books, figures: readonly FrozenFigure[]): Promise<Map<number, Pence>> {
  const lacking = figures.filter(
    ({ unit, value, rows }) =>
      unit === 'pence' && value !== null && rows.some((row) => row.value === null && row.marker === 'c'),
  );
  const whole = new Map<number, Pence>();
  for (const { number, figure, scope } of lacking) whole.set(number, await addedAgain(books, figure, scope));
  return whole;
}

async function heldObstacles(db: Db, reading: Reading, printed: string): Promise<Obstacle[]> {
  try {
    await demandNothingHeld(db, reading, { what: 'The pack', printed });
    return [];
  } catch (error) {
    if (!(error instanceof Refusal) || error.rule !== 'held-words') throw error;
    return [{ rule: 'held-words', sentence: error.message, href: '/words-to-check' }];
  }
}

/** Counts of people go out as a release, which a correction of few children, or what readers know already, may hold back. */
function countObstacles(release: OpenRelease): Obstacle[] {
  try {
    demandPublishable(release);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const rule = error.rule as 'held-corrections' | 'given-away';
    const { held } = release.answer;
    if (rule === 'given-away' || held.length === 0) return [{ rule, sentence: error.message, href: '/releases' }];
    return held.map(({ key }) => ({
      rule,
      sentence: `A correction of few children waits for a decision whether it may be seen: ${factShown(key)}.`,
      href: correctionHref(key),
    }));
  }
}

/** Refuses to publish, by the rule of the first obstacle and with the whole list. */
export function demandNoObstacle(obstacles: readonly Obstacle[]): void {
  const [first] = obstacles;
  if (first !== undefined) throw refused(first.rule, obstacles.map(({ sentence }) => sentence).join(' '));
}
