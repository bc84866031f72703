import type { Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import type { Person } from '../../people/person.ts';
import type { Db } from '../../platform/database.ts';
import { listAgreements } from '../agreements/agreement.store.ts';
import { findInitiative, type Initiative, listInitiatives } from '../initiative.store.ts';
import { readLife, readLives } from './life.store.ts';
import { isOwnReconciliation, type Life, lastOf } from './life.ts';
import { disagreements, stillBound } from './life-check.ts';
import { legalMoves, type MoveName, moveOf } from './life-machine.ts';
import { readBound, readFirstMoney } from './life-money.store.ts';
import { daysOverdue, type NextStep, nextStep } from './life-next.ts';
import { decidedTable, type LifeShown, lifePart, standingPanel } from './life-panel.pages.ts';

/** The life of an initiative with what comes next, for whoever looks. */
export async function readLifeShown({ site, office }: Visit, { ref, kind }: Initiative): Promise<LifeShown> {
  const life = await readLife(site.db, office.id, ref);
  const agreements = await listAgreements(site.db, office.id, { initiative: ref });
  return {
    life,
    next: nextStep(life, kind, agreements),
    today: officeDay(office, site.clock),
    commissionerTitle: office.commissionerTitle,
  };
}

/** What the record of the money and the life do not agree on. */
export async function readWarnings({ site, office }: Visit, { life, today }: LifeShown): Promise<string[]> {
  const { initiative } = life;
  const agreements = await listAgreements(site.db, office.id, { initiative });
  const money = await readFirstMoney(site.db, office.id, initiative);
  return [
    ...disagreements(life, agreements, money, today),
    ...stillBound(life, await readBound(site.db, office.id, initiative)),
  ];
}

/** The moves that are legal now and that the visitor's role records; nobody closes what they reconciled themselves. */
export function movesFor(visit: Visit, life: Life): MoveName[] {
  return legalMoves(life.status).filter(
    (move) => visit.may(moveOf(move).act) && !(move === 'close' && isOwnReconciliation(life, visit.person.id)),
  );
}

/** What a life says on the page of its initiative: its panel stands at the top. */
export const readLifePart: ReadPart = async (visit, ref) => {
  const initiative = await findInitiative(visit.site.db, visit.office.id, ref);
  const shown = await readLifeShown(visit, initiative);
  return {
    ...lifePart(shown.life, await readWarnings(visit, shown)),
    panel: standingPanel(shown, movesFor(visit, shown.life)),
  };
};

/** What lives say on the page of the decision that they rest on. */
export const readDecidedPart: ReadPart = async ({ site, office }, ref) => {
  const decided = (await readLives(site.db, office.id)).filter(
    (life) => lastOf(life, 'decide')?.ruling?.decisionRef === ref,
  );
  if (decided.length === 0) return {};
  const names = new Map((await listInitiatives(site.db, office.id)).map((of) => [of.ref, of.name]));
  return { sections: [{ table: decidedTable(decided, names) }] };
};

/** Every initiative with where it stands and what comes next. */
export async function readStandings({ site, office }: Visit): Promise<{ initiative: Initiative; shown: LifeShown }[]> {
  const today = officeDay(office, site.clock);
  return (await readSteps(site.db, office.id)).map(({ initiative, life, next }) => ({
    initiative,
    shown: { life, next, today, commissionerTitle: office.commissionerTitle },
  }));
}

/** A step that a role owes. */
export interface OwedStep {
  initiative: Initiative;
  next: NextStep;
  overdue: number;
}

/** The steps that wait for a person on a day: owed by a role of theirs, theirs to record, and open by that day. */
export async function readOwedSteps(db: Db, person: Person, today: string): Promise<OwedStep[]> {
  return (await readSteps(db, person.officeId)).flatMap(({ initiative, life, next }) => {
    if (next === null || next.opensOn > today || !person.roles.includes(next.owedBy)) return [];
    const isTheirOwn = next.move === 'close' && isOwnReconciliation(life, person.id);
    return isTheirOwn ? [] : [{ initiative, next, overdue: daysOverdue(next, today) }];
  });
}

/** Every initiative of the office with its life and its next step. */
export async function readSteps(db: Db, officeId: number) {
  const lives = new Map((await readLives(db, officeId)).map((life) => [life.initiative, life]));
  const agreements = await listAgreements(db, officeId);
  return (await listInitiatives(db, officeId)).map((initiative) => {
    const life = lives.get(initiative.ref) as Life;
    const own = agreements.filter((agreement) => agreement.initiative === initiative.ref);
    return { initiative, life, next: nextStep(life, initiative.kind, own) };
  });
}
