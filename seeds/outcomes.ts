import type { Knex } from 'knex';
import { latestMoment } from '../src/audit/moment.ts';
import { type Quarter, readQuarter } from '../src/calendar/quarter.ts';
import { openRelease, registerRelease } from '../src/figures/release/open-release.ts';
import { findInitiative } from '../src/initiatives/initiative.store.ts';
import { approveObservations, returnObservations } from '../src/outcomes/decide.ts';
import { addMeasure, changeMeasure, findMeasure, listMeasures } from '../src/outcomes/measure.store.ts';
import { type Definition, definitionOf, isProtected } from '../src/outcomes/measure.ts';
import { listVersions } from '../src/outcomes/observation.store.ts';
import { spotKey } from '../src/outcomes/observation.ts';
import { type NewObservation, submitObservation } from '../src/outcomes/submit.ts';
import { takeTemplate } from '../src/outcomes/take-template.ts';
import { setTarget } from '../src/outcomes/target.store.ts';
import { PLACES } from '../src/partners/place.ts';
import { saveDraft } from '../src/people/draft.store.ts';
import { freshSlip } from '../src/people/draft.ts';
import type { Person } from '../src/people/person.ts';
import { systemClock } from '../src/platform/clock.ts';
import { type By, type CsvRow, type Event, eachRow, known, readRows } from './timeline.ts';

type FindPerson = (name: string) => Person;

/** Measures from hand and from templates, a change of one; targets; observations and what was decided about them. */
export function theOutcomes(by: By, person: FindPerson, db: Knex): Event[] {
  return [
    ...eachRow('measures', (row) =>
      by('commissioning', 'measure.add', 'measure', async (act) => {
        const code = row.code as string;
        const wanted = { code, initiative: row.initiative as string, ...definitionIn(row) };
        await addMeasure(act, wanted, { on: dayOf(row), enteredBy: person('commissioning').id });
        return code;
      }),
    ),
    ...eachRow('measure-templates', (row) =>
      by(row.by as string, 'measure.add', 'initiative', async (act) => {
        const initiative = await findInitiative(act.trx, act.doer.officeId, row.initiative as string);
        const chosen = (row.take as string).split(' ');
        await takeTemplate(act, initiative, chosen, { on: dayOf(row), enteredBy: person(row.by as string).id });
        return initiative.ref;
      }),
    ),
    ...eachRow('measure-changes', (row) =>
      by(row.by as string, 'measure.change', 'measure', async (act) => {
        const { code, version, ...measure } = await findMeasure(act.trx, act.doer.officeId, row.measure as string);
        const { initiative: _initiative, template: _template, ...definition } = measure;
        await changeMeasure(
          act,
          code,
          { ...definition, rule: row.rule as string },
          { seen: version, reason: row.reason as string, on: dayOf(row), enteredBy: person(row.by as string).id },
        );
        return code;
      }),
    ),
    ...eachRow('targets', (row) =>
      by(row.by as string, 'target.set', 'measure', async (act) => {
        await setTarget(act, {
          measure: row.measure as string,
          place: row.place as string,
          quarter: known(readQuarter(row.quarter as string), row.quarter),
          value: Number(row.value),
          enteredBy: person(row.by as string).id,
        });
        return row.measure as string;
      }),
    ),
    ...eachRow('observations', (row) =>
      by(row.by as string, 'observation.enter', 'measure', async (act) => {
        await submitObservation(act, person(row.by as string), dayOf(row), observationIn(row));
        return row.measure as string;
      }),
    ),
    ...theDecisions(by, person),
    aDraft(person, db),
    aRelease(by, person, db),
  ];
}

const RELEASED: Quarter[] = [
  { year: 2014, quarter: 3 },
  { year: 2014, quarter: 4 },
  { year: 2015, quarter: 1 },
];

/** What the group was told of counts of people before its next pack, which knows what it was told. */
function aRelease(by: By, person: FindPerson, db: Knex): Event {
  const ref = 'Outcomes to June 2015 (invented)';
  return {
    at: '2015-07-28T09:00:00.000Z',
    happen: async () => {
      const { officeId } = person('secretariat');
      const measures = (await listMeasures(db, officeId)).filter(isProtected);
      const asked = measures.flatMap(({ code: measure, denominator }) =>
        PLACES.flatMap(({ code: place }) =>
          RELEASED.flatMap((quarter) => [
            { figure: 'outcome.observed', scope: { measure, place, quarter } },
            ...(denominator === null ? [] : [{ figure: 'outcome.share', scope: { measure, place, quarter } }]),
          ]),
        ),
      );
      const moment = await latestMoment(db, officeId);
      const wanted = { kind: 'publication', ref, audience: { kind: 'peg' }, moment, asked } as const;
      const { release } = await openRelease(db, officeId, wanted);
      await by('secretariat', 'release.publish', 'release', async (act) => {
        await registerRelease(act, release);
        return ref;
      });
    },
  };
}

/** Observations that were decided at one instant by one person were decided together. */
function theDecisions(by: By, person: FindPerson): Event[] {
  const decided = readRows('observations').filter(({ decided: at }) => at !== '');
  const together = new Map<string, CsvRow[]>();
  for (const row of decided) {
    const key = `${row.decided} ${row.decided_by} ${row.returned_because}`;
    together.set(key, [...(together.get(key) ?? []), row]);
  }
  return [...together.values()].map((rows) => {
    const [first] = rows as [CsvRow];
    const reason = first.returned_because as string;
    return {
      at: first.decided as string,
      happen: () =>
        by(
          first.decided_by as string,
          reason === '' ? 'observation.approve' : 'observation.return',
          'observations',
          async (act) => {
            const keys = new Set(rows.map((row) => spotKey(observationIn(row))));
            const waiting = (await listVersions(act.trx, act.doer.officeId)).filter(
              (version) => version.state === 'submitted' && keys.has(spotKey(version)),
            );
            const ids = waiting.map(({ id }) => id as number);
            const who = person(first.decided_by as string);
            if (reason === '') await approveObservations(act, who, ids);
            else await returnObservations(act, who, ids, reason);
            return reason === '' ? 'approved' : 'returned';
          },
        ),
    };
  });
}

/** What the contact of Leeds has typed and not submitted. A draft is kept for some days of the real clock. */
function aDraft(person: FindPerson, db: Knex): Event {
  return {
    at: '2015-07-30T10:00:00.000Z',
    happen: () => {
      const { id, officeId } = person('leeds');
      const typed = {
        initiative: 'I-02',
        quarter: '2015-16-Q2',
        'SA-SESSIONS.E08000035..2015-16-Q2': '3',
        source: 'Tour log so far',
        grade: 'measured',
      };
      const author = { officeId, personId: id, table: 'observation_draft' as const };
      return saveDraft({ db, clock: systemClock }, author, { kind: 'grid', slip: freshSlip(), typed });
    },
  };
}

function dayOf(row: CsvRow): string {
  return (row.recorded as string).slice(0, 10);
}

function definitionIn(row: CsvRow): Definition {
  const { baseline } = row;
  return definitionOf(
    {
      name: row.name as string,
      unit: row.unit as string,
      direction: row.direction as Definition['direction'],
      basis: row.basis as Definition['basis'],
      counts: row.counts as Definition['counts'],
    },
    {
      rule: row.rule || null,
      source: row.source || null,
      doubleCount: row.double_count || null,
      level: row.level as Definition['level'],
      denominator: row.denominator || null,
      costEach: row.cost_each || null,
      keptBy: row.kept_by === 'police' ? 'police' : null,
      baseline:
        baseline === ''
          ? null
          : { value: Number(baseline), period: row.baseline_period as string, source: row.baseline_source as string },
    },
  );
}

function observationIn(row: CsvRow): NewObservation {
  const isMissing = row.value === 'x' || row.value === 'z';
  return {
    measure: row.measure as string,
    place: row.place as string,
    category: row.category as string,
    quarter: known(readQuarter(row.quarter as string), row.quarter),
    value: isMissing ? null : Number(row.value),
    marker: isMissing ? (row.value as 'x') : null,
    children: null,
    grade: row.grade as NewObservation['grade'],
    source: row.source as string,
    record: row.record || null,
    reason: row.reason || null,
  };
}
