import { londonDay } from '../src/calendar/day.ts';
import { publishNotice } from '../src/funds/decision-notice.store.ts';
import { completeDecision, correctDecision, readDecisionFile } from '../src/funds/decision-record.store.ts';
import type { DecisionParts } from '../src/funds/decision-record.ts';
import { latestRecord } from '../src/funds/decision-record.ts';
import type { NewLifeEvent } from '../src/initiatives/life/life.store.ts';
import type { Evaluation, Recommendation, Ruling } from '../src/initiatives/life/life.ts';
import { type MoveName, moveOf } from '../src/initiatives/life/life-machine.ts';
import { moveOn } from '../src/initiatives/life/life-move.ts';
import { type By, type CsvRow, type Event, eachRow } from './timeline.ts';

/** The life of each initiative, and what decisions are published with. */
export function theLives(by: By, office: string): Event[] {
  return [
    ...eachRow('life', (row) => {
      const move = row.move as MoveName;
      return by(row.by as string, moveOf(move).act, 'initiative', async (act) => {
        await moveOn(act, eventOf(row, move), londonDay(row.recorded as string));
        return row.initiative as string;
      });
    }),
    ...eachRow('decision-records', (row) =>
      by('secretariat', row.correction ? 'decision.correct' : 'decision.complete', 'decision', async (act) => {
        const ref = row.decision as string;
        if (!row.correction) await completeDecision(act, ref, partsOf(row));
        else {
          const version = latestRecord(await readDecisionFile(act.trx, act.doer.officeId, ref))?.version ?? 0;
          await correctDecision(act, ref, { version, parts: partsOf(row), reason: row.correction });
        }
        return ref;
      }).then(() => (row.published ? publish(by, row, office) : null)),
    ),
  ];
}

function publish(by: By, row: CsvRow, office: string) {
  const ref = row.decision as string;
  return by('secretariat', 'decision.publish', 'decision', async (act) => {
    const version = latestRecord(await readDecisionFile(act.trx, act.doer.officeId, ref))?.version ?? 0;
    const publishedOn = row.published as string;
    await publishNotice(act, ref, { version, publishedOn, office }, publishedOn);
    return ref;
  });
}

function eventOf(row: CsvRow, move: MoveName): NewLifeEvent {
  const { meeting, recommendation, conditions, decision, outcome } = row;
  return {
    initiative: row.initiative as string,
    move,
    happenedOn: row.happened as string,
    why: row.why as string,
    agreement: row.agreement || null,
    ...(row.variation ? { variation: row.variation } : {}),
    ...(meeting
      ? {
          recommendation: {
            meeting,
            recommendation: recommendation as Recommendation['recommendation'],
            conditions: conditions || null,
          },
        }
      : {}),
    ...(row.aim ? { evaluation: evaluationOf(row) } : {}),
    ...(decision ? { ruling: { decisionRef: decision, outcome: outcome as Ruling['outcome'] } } : {}),
  };
}

function evaluationOf({ aim, achieved, value, lessons, evidence }: CsvRow): Evaluation {
  return { aim: aim as Evaluation['aim'], achieved, value, lessons, evidence } as Evaluation;
}

function partsOf(row: CsvRow): DecisionParts {
  return {
    power: row.power || null,
    ownPower: row.own_power || null,
    interests: row.interests || null,
    significant: row.significant === 'yes',
    heldBack: row.held_back ? { part: row.held_back, reason: row.held_back_reason as string } : null,
  };
}
