import type { Knex } from 'knex';
import { appendOnly, dialectOf, run } from './dialect.ts';

/**
 * Corrections of single lines of a batch, which share their entries with others: what corrects which line. An entry may
 * be taken back in parts then, so the database looks at how much of it is left rather than at whether it was reversed.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE line_correction (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  batch_ref TEXT NOT NULL,
  row_number $INT NOT NULL,
  line_kind TEXT NOT NULL CHECK (line_kind IN ('spend', 'unmatched-credit')),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref)
) $STRICT
;
CREATE INDEX line_correction_line ON line_correction (office_id, batch_ref, row_number)
;
CREATE INDEX line_correction_act ON line_correction (office_id, act_seq)
;
DROP INDEX entry_reversed_once
`,
  );
  await appendOnly(knex, 'line_correction');
  await refuseBeyondOriginal(knex);
}

async function refuseBeyondOriginal(knex: Knex): Promise<void> {
  const refusal = 'entry: corrections never exceed their original';
  const taken = `(SELECT coalesce(sum(c.pence - coalesce((SELECT sum(r.pence) FROM entry r WHERE r.corrects_entry_id = c.id AND r.kind = 'reversal'), 0)), 0)
     FROM entry c WHERE c.corrects_entry_id = NEW.corrects_entry_id)`;
  const beyond = `NEW.corrects_entry_id IS NOT NULL
     AND NEW.pence + ${taken} > (SELECT o.pence FROM entry o WHERE o.id = NEW.corrects_entry_id)`;
  if (dialectOf(knex) === 'sqlite') {
    await knex.raw(
      `CREATE TRIGGER entry_corrected_within BEFORE INSERT ON entry WHEN ${beyond}
       BEGIN SELECT RAISE(ABORT, '${refusal}'); END`,
    );
    return;
  }
  await knex.raw(`CREATE FUNCTION entry_corrected_within() RETURNS trigger AS $$
    BEGIN
      IF ${beyond} THEN RAISE EXCEPTION '${refusal}'; END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql`);
  await knex.raw(
    'CREATE TRIGGER entry_corrected_within BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_corrected_within()',
  );
}
