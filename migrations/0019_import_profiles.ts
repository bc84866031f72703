import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

/** The profiles that an office makes for its own files, as versions: what a file was read by is never changed. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE import_profile (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  name TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  body TEXT NOT NULL,
  entered_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, name, version)
) $STRICT
;
CREATE INDEX import_profile_act ON import_profile (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'import_profile');
}
