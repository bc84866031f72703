import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { YearChoice } from '../ledger/year-choice.ts';
import type { Visit } from '../people/door.ts';
import { listWithBeside } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { type Answering, listStanding, readAnswering } from './answering-money.ts';
import { INSPECTIONS } from './inspection.ts';
import { RECOMMENDATIONS } from './recommendation.ts';

/** One line from a report to its money: a recommendation and an initiative that answers it. */
export interface MatrixLine {
  inspection: Kept;
  /** Null where the report has no recommendation. */
  recommendation: Kept | null;
  /** Null where no initiative answers it. */
  link: Kept | null;
  answering: Answering | null;
  /** The recommendation at which the initiative's money already stands, so that no pound is shown twice. */
  shownWith: string | null;
}

/** From each inspection through its recommendations to the initiatives that answer them and their money of a year. */
export async function readMatrix(
  visit: Visit,
  readFigures: ReadFigures,
  choice: YearChoice,
  asked: { inspection?: string },
): Promise<MatrixLine[]> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const read = (register: Register) => listWithBeside(db, officeId, register);
  const inspections = (await read(INSPECTIONS)).filter(
    ({ ref }) => asked.inspection === undefined || ref === asked.inspection,
  );
  const recommendations = await read(RECOMMENDATIONS);
  const links = await listStanding(db, officeId);
  const refs = links.map(({ answers }) => String(answers.initiative));
  const answering = await readAnswering(visit, readFigures, refs, choice);
  const lines = inspections.flatMap((inspection): Line[] => {
    const own = recommendations.filter(({ answers }) => answers.inspection === inspection.ref);
    if (own.length === 0) return [{ inspection, ...NOTHING }];
    return own.flatMap((recommendation) => linesOf(inspection, recommendation, links, answering));
  });
  const first = new Map<string, string>();
  return lines.map((line) => {
    const initiative = line.answering?.initiative.ref;
    if (initiative === undefined || line.recommendation === null) return { ...line, shownWith: null };
    const shownWith = first.get(initiative) ?? null;
    if (shownWith === null) first.set(initiative, line.recommendation.ref);
    return { ...line, shownWith };
  });
}

type Line = Omit<MatrixLine, 'shownWith'>;

const NOTHING = { recommendation: null, link: null, answering: null };

function linesOf(
  inspection: Kept,
  recommendation: Kept,
  links: readonly Kept[],
  answering: ReadonlyMap<string, Answering>,
): Line[] {
  const own = links.filter(({ answers }) => answers.recommendation === recommendation.ref);
  if (own.length === 0) return [{ inspection, ...NOTHING, recommendation }];
  return own.map((link) => {
    return { inspection, recommendation, link, answering: answering.get(String(link.answers.initiative)) ?? null };
  });
}
