import type { Knex } from 'knex';
import { appendOnly, run, widenKinds } from './dialect.ts';

export const config = { transaction: false };

/** Annexes with exact counts of people that left with a return, and the agreement or instruction that allows each. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE exact_annex (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  return_ref TEXT NOT NULL,
  number $INT NOT NULL CHECK (number > 0),
  recipient TEXT NOT NULL,
  agreement TEXT,
  instruction_words TEXT REFERENCES words(digest),
  sha256 TEXT NOT NULL,
  rows $INT NOT NULL CHECK (rows >= 0),
  released_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((agreement IS NULL) <> (instruction_words IS NULL)),
  UNIQUE (office_id, return_ref, number)
) $STRICT
;
CREATE INDEX exact_annex_act ON exact_annex (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'exact_annex');
  await widenKinds(knex, 'release', "'pack', 'return', 'publication'", "'pack', 'return', 'annex', 'publication'");
}
