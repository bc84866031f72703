import { RECOMMENDATIONS } from '../../assurance/recommendation.ts';
import { progressOf } from '../../assurance/recommendation-state.ts';
import { RISKS, riskRating, riskScore } from '../../initiatives/delivery/risk.ts';
import { actionState } from '../../meetings/action.ts';
import { isWaitingLong } from '../../meetings/decision-asked.ts';
import { SUBJECTS } from '../../partners/contact.ts';
import { overdueReturns, overdueReviews, readPartnership, vacanciesOn } from '../../partners/partnership.ts';
import { DISTRICTS, placeName } from '../../partners/place.ts';
import { counted } from '../../platform/count.ts';
import { listRecords, listWithBeside } from '../../registers/register.store.ts';
import { type Cell, type CellColour, rated, words } from '../pack.ts';
import type { Source, Told } from '../section.ts';
import { nameOf, ratingIn } from './finance-words.ts';

/** Something that is not as it should be: how grave it is, and where it stands in the pack. */
export interface Exception {
  rating: { word: string; colour: CellColour };
  what: Cell;
  /** The amount that it is about, where it is about one. */
  amount: Cell;
  where: string;
}

const NO_AMOUNT = words('');
const RED = { word: 'Red', colour: 'red' } as const;
const AMBER = { word: 'Amber', colour: 'amber' } as const;

/** Reads what of the records is past its day, or grave. */
export async function readExceptions(source: Source): Promise<Exception[]> {
  const { db, officeId, upToSeq, today } = source;
  const risks = (await listRecords(db, officeId, RISKS, upToSeq)).filter(
    ({ answers }) => answers.state === 'open' && riskRating(riskScore(answers, 'after')).colour === 'red',
  );
  const partnership = await readPartnership(db, officeId, upToSeq);
  const recommendations = (await listWithBeside(db, officeId, RECOMMENDATIONS, upToSeq)).filter(
    (one) => progressOf(one, today) === 'overdue',
  );
  const vacancies = vacanciesOn(
    partnership,
    DISTRICTS.map(({ code }) => code),
    today,
  );
  const { actionsOpen, carried } = source.context.file;
  const lateActions = actionsOpen.filter((action) => actionState(action, today) === 'overdue');
  const waiting = carried.filter((asked) => isWaitingLong(asked, today));
  return [
    ...risks.map(({ ref, answers }) => exception(RED, `Risk ${ref}: ${answers.title}`, 'Risks')),
    ...vacancies.map(({ district, subject, days }) =>
      exception(
        RED,
        `${placeName(district)} has no contact for ${SUBJECTS[subject]}, for ${counted(days, 'day', 'days')}`,
        'Contacts',
      ),
    ),
    ...summed(lateActions.length, 'action is', 'actions are', 'overdue', 'Actions'),
    ...summed(waiting.length, 'decision waits', 'decisions wait', 'to be enacted for too long', 'Decisions'),
    ...summed(recommendations.length, 'recommendation has', 'recommendations have', 'something overdue', 'Assurance'),
    ...summed(overdueReturns(partnership, today).length, 'data return is', 'data returns are', 'overdue', 'Contacts'),
    ...summed(
      overdueReviews(partnership, today).length,
      'review of a sharing agreement is',
      'reviews of sharing agreements are',
      'overdue',
      'Contacts',
    ),
  ];
}

function summed(count: number, one: string, many: string, what: string, where: string): Exception[] {
  return count === 0 ? [] : [exception(AMBER, `${counted(count, one, many)} ${what}`, where)];
}

function exception(rating: Exception['rating'], what: string, where: string): Exception {
  return { rating, what: words(what), amount: NO_AMOUNT, where };
}

/** Initiatives whose money or delivery is not as planned, the gravest first. */
export function initiativeExceptions({ context, figures }: Told): Exception[] {
  const ofMoney = context.initiatives.flatMap((initiative): Exception[] => {
    const { word, colour } = ratingIn(context, figures, initiative);
    if (colour !== 'red' && colour !== 'amber') return [];
    const amount = figures.cell('over-under-spend', { initiative: initiative.ref, year: context.year });
    const what = words(`${nameOf(initiative)}: over/(under)spend`);
    return [{ rating: { word, colour }, what, amount, where: 'Finance report' }];
  });
  const ofDelivery = context.papers.highlights
    .filter(({ confidence }) => confidence === 'Red' || confidence === 'Amber/Red')
    .map(({ initiative, confidence }): Exception => {
      const name = context.initiatives.find(({ ref }) => ref === initiative)?.name ?? '';
      return exception(
        { word: confidence, colour: confidence === 'Red' ? 'red' : 'amber' },
        `${initiative} ${name}: confidence in delivery`,
        'Highlight reports',
      );
    });
  return [...ofMoney, ...ofDelivery];
}

/** The gravest first, each as a row of a table. */
export function exceptionRows(exceptions: readonly Exception[]): Cell[][] {
  return exceptions
    .toSorted((a, b) => Number(b.rating.colour === 'red') - Number(a.rating.colour === 'red'))
    .map(({ rating, what, amount, where }) => [rated(rating.word, rating.colour), what, amount, words(where)]);
}
