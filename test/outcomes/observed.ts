import type { Act } from '../../src/audit/act.ts';
import { listVersions } from '../../src/outcomes/observation.store.ts';
import type { Observation } from '../../src/outcomes/observation.ts';
import { Standing } from '../../src/outcomes/standing.ts';

type Said = Pick<Observation, 'measure' | 'place' | 'quarter' | 'value' | 'marker' | 'source' | 'enteredBy'>;

/** Records an observation that another person has approved, for tests that start from one. */
export async function observe(act: Act, said: Said & Partial<Observation>): Promise<void> {
  const { officeId } = act.doer;
  const spot = { category: '', ...said };
  const standing = new Standing(await listVersions(act.trx, officeId));
  const other = await act.trx('person').where({ office_id: officeId }).whereNot({ id: said.enteredBy }).first('id');
  const id = await act.add('observation_version', {
    measure: said.measure,
    definition: said.definition ?? 1,
    place: said.place,
    category: spot.category,
    year: said.quarter.year,
    quarter: said.quarter.quarter,
    version: standing.versions(spot).length + 1,
    value: said.value,
    marker: said.marker,
    children: said.children ?? null,
    grade: said.grade ?? 'measured',
    source_words: await act.words(said.source),
    record: null,
    reason_words: null,
    entered_by: said.enteredBy,
  });
  await act.add('observation_outcome', {
    observation_id: id,
    outcome: 'approved',
    reason_words: null,
    decided_by: other.id,
  });
}
