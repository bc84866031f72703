import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = [
  'agreement_condition',
  'agreement_eligible_category',
  'agreement_unpublished',
  'agreement_variation',
  'agreement_variation_year',
  'payment_term',
  'payment_instalment',
  'provider_check',
  'check_override',
  'agreement_check_override',
];

/** What is agreed with a provider besides a value and dates, how that is varied, and the checks on providers. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE agreement_condition (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  condition TEXT NOT NULL,
  applies $INT NOT NULL CHECK (applies IN (0, 1)),
  detail_words TEXT REFERENCES words(digest),
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, agreement, condition, act_seq),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE TABLE agreement_eligible_category (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  condition_id $INT NOT NULL REFERENCES agreement_condition(id),
  category TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (condition_id, category)
) $STRICT
;
CREATE TABLE agreement_unpublished (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, agreement),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE TABLE agreement_variation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  number $INT NOT NULL CHECK (number > 0),
  agreed_on TEXT NOT NULL,
  ends_on TEXT,
  purpose_words TEXT REFERENCES words(digest),
  terms_words TEXT REFERENCES words(digest),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  decision_ref TEXT,
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, agreement, number),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE agreement_variation_year (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  variation $INT NOT NULL,
  year $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence <> 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, agreement, variation, year),
  FOREIGN KEY (office_id, agreement, variation) REFERENCES agreement_variation (office_id, agreement, number),
  FOREIGN KEY (office_id, year) REFERENCES financial_year (office_id, year)
) $STRICT
;
CREATE TABLE payment_term (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  shape TEXT NOT NULL CHECK (shape IN ('up-front', 'instalments', 'arrears', 'milestones', 'results')),
  claimed TEXT CHECK (claimed IN ('month', 'quarter', 'half-year', 'year', 'end')),
  unit_words TEXT REFERENCES words(digest),
  unit_pence $INT CHECK (unit_pence > 0),
  cap_pence $INT CHECK (cap_pence > 0),
  retention_tenths $INT CHECK (retention_tenths BETWEEN 1 AND 999),
  retention_pence $INT CHECK (retention_pence > 0),
  retention_on TEXT,
  variation $INT,
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((shape = 'arrears') = (claimed IS NOT NULL)),
  CHECK ((shape = 'results') = (unit_words IS NOT NULL)),
  CHECK ((shape = 'results') = (unit_pence IS NOT NULL)),
  CHECK ((shape = 'results') = (cap_pence IS NOT NULL)),
  CHECK (retention_tenths IS NULL OR retention_pence IS NULL),
  CHECK ((retention_on IS NULL) = (retention_tenths IS NULL AND retention_pence IS NULL)),
  UNIQUE (office_id, agreement, act_seq),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref),
  FOREIGN KEY (office_id, agreement, variation) REFERENCES agreement_variation (office_id, agreement, number)
) $STRICT
;
CREATE TABLE payment_instalment (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  term_id $INT NOT NULL REFERENCES payment_term(id),
  number $INT NOT NULL CHECK (number > 0),
  due_on TEXT,
  milestone_words TEXT REFERENCES words(digest),
  is_retention $INT NOT NULL CHECK (is_retention IN (0, 1)),
  pence $INT NOT NULL CHECK (pence > 0),
  act_seq $INT NOT NULL,
  CHECK (due_on IS NOT NULL OR milestone_words IS NOT NULL),
  UNIQUE (term_id, number)
) $STRICT
;
CREATE TABLE provider_check (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  kind TEXT NOT NULL,
  made_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'passed-with-conditions', 'failed')),
  made_by_words TEXT NOT NULL REFERENCES words(digest),
  detail_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK (expires_on >= made_on)
) $STRICT
;
CREATE INDEX provider_check_organisation ON provider_check (office_id, organisation_id)
;
CREATE TABLE check_override (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  until_on TEXT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  decided_by $INT,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE agreement_check_override (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  variation $INT,
  override_id $INT NOT NULL REFERENCES check_override(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
