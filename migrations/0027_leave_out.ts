import type { Knex } from 'knex';
import { appendOnly, dialectOf, makeAgain, run } from './dialect.ts';

export const config = { transaction: false };

/**
 * Coding rules that leave lines out because they are not ours, and choices by hand that did: they name no initiative,
 * and a version of such a rule says why beside it. Columns that rows are bound by are not added to, only loosened.
 */
export async function up(knex: Knex): Promise<void> {
  await loosen(knex);
  await run(knex, LEAVING_OUT);
  await appendOnly(knex, 'coding_leaving_out');
  await run(knex, "ALTER TABLE import_coding ADD COLUMN flagged TEXT NOT NULL DEFAULT '{}'");
  await widenHow(knex);
  // What was unlikely about a plan's lines was counted for the whole file, so a plan is read again before it is confirmed.
  await knex('import_plan')
    .where({ state: 'ready' })
    .update({ state: 'failed', summary: JSON.stringify({ problem: READ_AGAIN }) });
}

const READ_AGAIN = 'The program was brought up to date since this file was read. Read the file again.';

const LEAVING_OUT = `
CREATE TABLE coding_leaving_out (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  rule TEXT NOT NULL,
  version $INT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, rule, version),
  FOREIGN KEY (office_id, rule, version) REFERENCES coding_rule (office_id, ref, version)
) $STRICT
;
CREATE INDEX coding_leaving_out_act ON coding_leaving_out (office_id, act_seq)
`;

async function loosen(knex: Knex): Promise<void> {
  for (const table of ['coding_rule', 'coding_choice']) {
    if (dialectOf(knex) === 'postgres') {
      await knex.raw(`ALTER TABLE ${table} ALTER COLUMN initiative DROP NOT NULL`);
    } else {
      await makeAgain(knex, table, (made) => made.replace('initiative TEXT NOT NULL', 'initiative TEXT'));
    }
  }
}

const HOW = "'rule', 'file', 'choice', 'target', 'queue', 'left-out', 'pays', 'matched'";

async function widenHow(knex: Knex): Promise<void> {
  const wider = `${HOW}, 'ruled-out'`;
  if (dialectOf(knex) === 'postgres') {
    await knex.raw(
      `ALTER TABLE import_coding DROP CONSTRAINT import_coding_how_check, ADD CONSTRAINT import_coding_how_check CHECK (how IN (${wider}))`,
    );
    return;
  }
  await makeAgain(knex, 'import_coding', (made) => made.replace(HOW, wider));
}
