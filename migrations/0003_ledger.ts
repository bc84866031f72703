import type { Knex } from 'knex';
import { appendOnly, dialectOf, run } from './dialect.ts';

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE financial_year (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  year $INT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, year)
) $STRICT
;
CREATE TABLE period (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  year $INT NOT NULL,
  number $INT NOT NULL CHECK (number BETWEEN 1 AND 13),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, year, number)
) $STRICT
;
CREATE TABLE period_closing (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  year $INT NOT NULL,
  number $INT NOT NULL,
  closed $INT NOT NULL CHECK (closed IN (0, 1)),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, year, number) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE entry_kind (
  kind TEXT PRIMARY KEY
) $STRICT
;
INSERT INTO entry_kind (kind) VALUES ('award'), ('allocate'), ('budget'), ('budget-revision'), ('commit'), ('spend'),
  ('unmatched-credit'), ('refund'), ('reversal'), ('release')
;
CREATE TABLE account (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('source', 'unallocated', 'allocation', 'initiative', 'agreement', 'spent')),
  source TEXT NOT NULL,
  year $INT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  allocation TEXT NOT NULL,
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, name),
  FOREIGN KEY (office_id, year) REFERENCES financial_year (office_id, year)
) $STRICT
;
CREATE TABLE entry (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  kind TEXT NOT NULL REFERENCES entry_kind(kind),
  from_account_id $INT NOT NULL REFERENCES account(id),
  to_account_id $INT NOT NULL REFERENCES account(id),
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  happened_on TEXT NOT NULL CHECK (length(happened_on) = 10),
  year $INT NOT NULL,
  period $INT NOT NULL,
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  decision_ref TEXT,
  spend_ref TEXT,
  batch_ref TEXT,
  corrects_entry_id $INT REFERENCES entry(id),
  excess TEXT CHECK (excess IN ('override', 'overspend')),
  reason_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  CHECK (from_account_id <> to_account_id),
  CHECK (kind NOT IN ('refund', 'reversal') OR corrects_entry_id IS NOT NULL),
  CHECK (kind NOT IN ('allocate', 'budget', 'budget-revision') OR decision_ref IS NOT NULL),
  CHECK (excess IS NULL OR reason_words IS NOT NULL),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE UNIQUE INDEX entry_reversed_once ON entry (corrects_entry_id) WHERE kind = 'reversal'
;
CREATE INDEX entry_corrects ON entry (corrects_entry_id)
;
CREATE INDEX entry_act ON entry (office_id, act_seq)
;
CREATE INDEX entry_spend ON entry (office_id, spend_ref)
;
CREATE INDEX entry_from ON entry (from_account_id)
;
CREATE INDEX entry_to ON entry (to_account_id)
;
CREATE TABLE balance_cell (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  account_id $INT NOT NULL REFERENCES account(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  kind TEXT NOT NULL REFERENCES entry_kind(kind),
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (account_id, year, period, kind, place, category)
) $STRICT
;
CREATE INDEX balance_cell_fund ON balance_cell (office_id, fund)
;
CREATE TABLE balance_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  cell_id $INT NOT NULL REFERENCES balance_cell(id),
  pence_in $INT NOT NULL CHECK (pence_in >= 0),
  pence_out $INT NOT NULL CHECK (pence_out >= 0),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX balance_version_latest ON balance_version (cell_id, act_seq DESC, id DESC)
`,
  );
  for (const table of ['financial_year', 'period', 'period_closing', 'account', 'balance_version']) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
  }
  await run(knex, 'CREATE INDEX balance_cell_act ON balance_cell (office_id, act_seq)');
  for (const table of [
    'financial_year',
    'period',
    'period_closing',
    'account',
    'entry',
    'balance_cell',
    'balance_version',
  ]) {
    await appendOnly(knex, table);
  }
  await oneFund(knex);
}

/** Promise 1: an entry moves money between two accounts of its own fund and office; held by the database too. */
async function oneFund(knex: Knex): Promise<void> {
  const side = (id: string) =>
    `EXISTS (SELECT 1 FROM account WHERE id = ${id} AND fund = NEW.fund AND office_id = NEW.office_id)`;
  const strange = `NOT (${side('NEW.from_account_id')} AND ${side('NEW.to_account_id')})`;
  if (dialectOf(knex) === 'sqlite') {
    await knex.raw(`CREATE TRIGGER entry_one_fund BEFORE INSERT ON entry WHEN ${strange}
      BEGIN SELECT RAISE(ABORT, 'entry leaves its fund'); END`);
    return;
  }
  await knex.raw(`CREATE FUNCTION entry_one_fund() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${strange} THEN RAISE EXCEPTION 'entry leaves its fund'; END IF; RETURN NEW; END $$`);
  await knex.raw('CREATE TRIGGER entry_one_fund BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_one_fund()');
}
