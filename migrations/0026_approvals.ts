import type { Knex } from 'knex';
import { appendOnly, dialectOf, run } from './dialect.ts';

/**
 * What becomes of returned entries: entered again, which names every earlier version, or left as they are; and that
 * nobody approves what they entered. What is decided together is entered again by the first of it.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE earlier_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  earlier_ref TEXT NOT NULL CHECK (earlier_ref <> spend_ref),
  steps $INT NOT NULL CHECK (steps > 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref, steps),
  UNIQUE (office_id, earlier_ref, steps),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, earlier_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE INDEX earlier_version_act ON earlier_version (office_id, act_seq)
;
CREATE TABLE left_returned (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE INDEX left_returned_act ON left_returned (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'earlier_version');
  await appendOnly(knex, 'left_returned');
  await refuseOwn(knex, {
    table: 'spend_outcome',
    outcome: 'approved',
    own: [
      'SELECT 1 FROM spend WHERE spend.office_id = NEW.office_id AND spend.ref = NEW.spend_ref AND spend.entered_by = NEW.decided_by',
      `SELECT 1 FROM spend JOIN earlier_version v ON v.office_id = spend.office_id AND v.earlier_ref = spend.ref
       WHERE v.office_id = NEW.office_id AND spend.entered_by = NEW.decided_by AND (v.spend_ref = NEW.spend_ref OR v.spend_ref IN
         (SELECT j.first_ref FROM joint_spend j WHERE j.office_id = NEW.office_id AND j.spend_ref = NEW.spend_ref))`,
    ],
  });
  await refuseOwn(knex, {
    table: 'import_outcome',
    outcome: 'accepted',
    own: [
      'SELECT 1 FROM import_batch WHERE import_batch.office_id = NEW.office_id AND import_batch.ref = NEW.batch_ref AND import_batch.entered_by = NEW.decided_by',
    ],
  });
  await refuseOwn(knex, {
    table: 'import_reversal_outcome',
    outcome: 'approved',
    own: [
      `SELECT 1 FROM import_reversal r
       WHERE r.office_id = NEW.office_id AND r.batch_ref = NEW.batch_ref AND r.number = NEW.number AND r.entered_by = NEW.decided_by`,
    ],
  });
}

/** Makes the database itself refuse an approval by somebody who entered what is approved, whatever the program says. */
async function refuseOwn(knex: Knex, rule: { table: string; outcome: string; own: string[] }): Promise<void> {
  const { table, outcome, own } = rule;
  const refusal = `${table}: who entered it never approves it`;
  const isOwn = `NEW.outcome = '${outcome}' AND (${own.map((query) => `EXISTS (${query})`).join(' OR ')})`;
  if (dialectOf(knex) === 'sqlite') {
    await knex.raw(
      `CREATE TRIGGER ${table}_by_another BEFORE INSERT ON ${table} WHEN ${isOwn}
       BEGIN SELECT RAISE(ABORT, '${refusal}'); END`,
    );
    return;
  }
  await knex.raw(
    `CREATE FUNCTION ${table}_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF ${isOwn} THEN RAISE EXCEPTION '${refusal}'; END IF; RETURN NEW; END $$`,
  );
  await knex.raw(
    `CREATE TRIGGER ${table}_by_another BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table}_by_another()`,
  );
}
