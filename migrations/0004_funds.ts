import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['fund', 'funding_source', 'decision', 'award', 'allocation', 'initiative', 'agreement'];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE fund (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  code TEXT NOT NULL,
  name_words TEXT NOT NULL REFERENCES words(digest),
  starts_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code)
) $STRICT
;
CREATE TABLE funding_source (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  code TEXT NOT NULL,
  name_words TEXT NOT NULL REFERENCES words(digest),
  funder_words TEXT NOT NULL REFERENCES words(digest),
  restriction TEXT NOT NULL CHECK (restriction IN ('none', 'ring-fenced')),
  conditions_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code),
  FOREIGN KEY (office_id, fund) REFERENCES fund (office_id, code)
) $STRICT
;
CREATE TABLE decision (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  summary_words TEXT NOT NULL REFERENCES words(digest),
  decided_by_words TEXT NOT NULL REFERENCES words(digest),
  headline_pence $INT,
  invented $INT NOT NULL CHECK (invented IN (0, 1)),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref)
) $STRICT
;
CREATE TABLE award (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  source TEXT NOT NULL,
  year $INT NOT NULL,
  nature TEXT NOT NULL,
  pence $INT NOT NULL,
  reference_words TEXT NOT NULL REFERENCES words(digest),
  decision_ref TEXT,
  invented $INT NOT NULL CHECK (invented IN (0, 1)),
  entry_id $INT NOT NULL UNIQUE REFERENCES entry(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, source) REFERENCES funding_source (office_id, code)
) $STRICT
;
CREATE TABLE allocation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  year $INT NOT NULL,
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  decision_ref TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE initiative (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  name_words TEXT NOT NULL REFERENCES words(digest),
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  basis_words TEXT NOT NULL REFERENCES words(digest),
  amount_published $INT NOT NULL CHECK (amount_published IN (0, 1)),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, fund) REFERENCES fund (office_id, code)
) $STRICT
;
CREATE TABLE agreement (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  initiative TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('grant', 'contract', 'transfer')),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  year $INT NOT NULL,
  nature TEXT NOT NULL,
  pence $INT NOT NULL,
  signed_on TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  crime_reduction_words TEXT NOT NULL REFERENCES words(digest),
  value_for_money_words TEXT NOT NULL REFERENCES words(digest),
  conditions_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
