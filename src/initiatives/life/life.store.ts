import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Day } from '../../calendar/day.ts';
import { dayOfMoment, findOffice } from '../../people/office.store.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { type Evaluation, type Life, type LifeEvent, lifeOf, type Ruling } from './life.ts';
import { type MoveName, STATUSES, type Status } from './life-machine.ts';

/** When something was recorded, within the act that records it. */
const UNSTAMPED = '';

/** Which lives are read, and up to which act: the same answer for ever. */
interface LifeWhere {
  initiative?: string;
  upToSeq?: number;
}

/** The life of every initiative, or of one, in the order in which they were added. */
export async function readLives(db: Db, officeId: number, where: LifeWhere = {}): Promise<Life[]> {
  const upToSeq = where.upToSeq ?? Number.MAX_SAFE_INTEGER;
  const initiatives: Row[] = await db('initiative as i')
    // Its event is written last, so within an act its own rows have none yet.
    .leftJoin('audit_event as a', (on) => on.on('a.office_id', 'i.office_id').andOn('a.seq', 'i.act_seq'))
    .where('i.office_id', officeId)
    .where('i.act_seq', '<=', upToSeq)
    .modify((q) => {
      if (where.initiative !== undefined) q.where('i.ref', where.initiative);
    })
    .orderBy('i.id')
    .select('i.ref', 'a.recorded_at');
  const events = await readEvents(db, officeId, upToSeq, where.initiative);
  const office = await findOffice(db, officeId);
  return initiatives.map(({ ref, recorded_at }) =>
    lifeOf(ref, recorded_at === null ? UNSTAMPED : dayOfMoment(office, { at: recorded_at }), events.get(ref) ?? []),
  );
}

/** The life of one initiative; not found when there is none. */
export async function readLife(db: Db, officeId: number, initiative: string, upToSeq?: number): Promise<Life> {
  const [life] = await readLives(db, officeId, { initiative, upToSeq });
  if (life === undefined) throw notFound(`initiative ${initiative}`);
  return life;
}

/** Where nothing follows: what is over takes no more money. */
const OVER: readonly Status[] = ['closed', 'declined', 'withdrawn'];

/** Whether a life that stands so is over: the initiative then takes no more money. */
export function isOver(status: Status): boolean {
  return OVER.includes(status);
}

/** Refused when the initiative's life is over (`life-over`): it gets no more budget, and binds no more money. */
export async function demandNotOver(db: Db, officeId: number, initiative: string): Promise<void> {
  const { status } = await readLife(db, officeId, initiative);
  if (!isOver(status)) return;
  throw refused(
    'life-over',
    `${initiative} is over (${STATUSES[status].toLowerCase()}). Take its last step back first, or choose another initiative.`,
    'initiative',
  );
}

async function readEvents(
  db: Db,
  officeId: number,
  upToSeq: number,
  initiative: string | undefined,
): Promise<Map<string, LifeEvent[]>> {
  const rows: Row[] = await db('life_event as e')
    .leftJoin('audit_event as a', (on) => on.on('a.office_id', 'e.office_id').andOn('a.seq', 'e.act_seq'))
    .leftJoin('peg_recommendation as p', 'p.life_event_id', 'e.id')
    .leftJoin('life_evaluation as v', 'v.life_event_id', 'e.id')
    .where('e.office_id', officeId)
    .where('e.act_seq', '<=', upToSeq)
    .modify((q) => {
      if (initiative !== undefined) q.where('e.initiative', initiative);
    })
    .orderBy('e.id')
    .select('e.*', 'a.recorded_at', 'p.meeting_words', 'p.recommendation', 'p.conditions_words')
    .select('v.aim', 'v.achieved_words', 'v.value_words', 'v.lessons_words', 'v.evidence_words');
  const events = new Map<string, LifeEvent[]>();
  const byId = new Map<number, LifeEvent>();
  for (const row of await spellOut(db, rows)) {
    if (row.takes_back_id !== null) {
      const taken = byId.get(row.takes_back_id) as LifeEvent;
      taken.takenBack = {
        why: row.why as string,
        recordedBy: row.recorded_by,
        recordedAt: row.recorded_at ?? UNSTAMPED,
      };
      continue;
    }
    const event = eventFrom(row);
    byId.set(event.id, event);
    events.set(event.initiative, [...(events.get(event.initiative) ?? []), event]);
  }
  return events;
}

function eventFrom(row: Row): LifeEvent {
  const { meeting, recommendation, conditions, aim, achieved, value, lessons, evidence } = row;
  return {
    id: row.id,
    initiative: row.initiative,
    move: row.move,
    happenedOn: row.happened_on,
    why: row.why,
    agreement: row.agreement,
    variation: row.variation,
    recommendation: recommendation === null ? null : { meeting, recommendation, conditions },
    ruling: row.decision_ref === null ? null : { decisionRef: row.decision_ref, outcome: row.outcome },
    evaluation: aim === null ? null : { aim, achieved, value, lessons, evidence },
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at ?? UNSTAMPED,
    takenBack: null,
  };
}

/** Something that happened to an initiative, to be recorded. What its move does not need is left out. */
export interface NewLifeEvent {
  initiative: string;
  move: MoveName;
  happenedOn: Day;
  why: string;
  agreement?: string | null;
  variation?: string;
  recommendation?: LifeEvent['recommendation'];
  ruling?: Ruling;
  evaluation?: Evaluation;
}

/** Adds the rows of a move that was found to be right. */
export async function addLifeEvent(act: Act, wanted: NewLifeEvent): Promise<void> {
  const { recommendation = null, ruling, evaluation } = wanted;
  const id = await act.add('life_event', {
    initiative: wanted.initiative,
    move: wanted.move,
    happened_on: wanted.happenedOn,
    why_words: await act.words(wanted.why),
    agreement: wanted.agreement ?? null,
    variation_words: await act.optionalWords(wanted.variation),
    decision_ref: ruling?.decisionRef ?? null,
    outcome: ruling?.outcome ?? null,
    takes_back_id: null,
    recorded_by: act.doer.personId,
  });
  if (recommendation !== null) {
    await act.add('peg_recommendation', {
      life_event_id: id,
      meeting_words: await act.words(recommendation.meeting),
      recommendation: recommendation.recommendation,
      conditions_words: await act.optionalWords(recommendation.conditions),
    });
  }
  if (evaluation !== undefined) {
    await act.add('life_evaluation', {
      life_event_id: id,
      aim: evaluation.aim,
      achieved_words: await act.words(evaluation.achieved),
      value_words: await act.words(evaluation.value),
      lessons_words: await act.words(evaluation.lessons),
      evidence_words: await act.words(evaluation.evidence),
    });
  }
}

/** Adds the row that takes a standing event back. */
export async function addTakenBack(act: Act, { id, initiative }: LifeEvent, why: string, today: Day): Promise<void> {
  await act.add('life_event', {
    initiative,
    move: 'take-back',
    happened_on: today,
    why_words: await act.words(why),
    agreement: null,
    variation_words: null,
    decision_ref: null,
    outcome: null,
    takes_back_id: id,
    recorded_by: act.doer.personId,
  });
}
