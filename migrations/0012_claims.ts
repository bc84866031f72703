import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = [
  'reporting_duty',
  'monitoring_receipt',
  'monitoring_receipt_part',
  'monitoring_outcome',
  'claim',
  'claim_line',
  'claim_step',
  'payable',
  'settlement',
  'notice',
  'notice_delivery',
];

/** What providers report and claim, what of it is to be paid, and what people are reminded of. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE reporting_duty (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  applies_from TEXT NOT NULL,
  rhythm TEXT NOT NULL CHECK (rhythm IN ('half-yearly', 'quarterly', 'none')),
  days_after $INT CHECK (days_after BETWEEN 1 AND 366),
  final_days $INT CHECK (final_days BETWEEN 1 AND 366),
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((rhythm = 'quarterly') = (days_after IS NOT NULL)),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE TABLE monitoring_receipt (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  period TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  received_on TEXT NOT NULL,
  note_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK (starts_on <= ends_on AND ends_on < received_on),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE TABLE monitoring_receipt_part (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  receipt_id $INT NOT NULL REFERENCES monitoring_receipt(id),
  part TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'missing', 'not-asked')),
  act_seq $INT NOT NULL,
  UNIQUE (receipt_id, part)
) $STRICT
;
CREATE TABLE monitoring_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  receipt_id $INT NOT NULL UNIQUE REFERENCES monitoring_receipt(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'sent-back')),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT,
  act_seq $INT NOT NULL,
  CHECK (outcome = 'accepted' OR reason_words IS NOT NULL)
) $STRICT
;
CREATE TABLE claim (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  agreement TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('claim', 'statement')),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  received_on TEXT NOT NULL,
  their_words TEXT REFERENCES words(digest),
  again_words TEXT REFERENCES words(digest),
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (starts_on <= ends_on),
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE TABLE claim_line (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  claim_ref TEXT NOT NULL,
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  description_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, claim_ref) REFERENCES claim (office_id, ref)
) $STRICT
;
CREATE INDEX claim_line_claim ON claim_line (office_id, claim_ref)
;
CREATE TABLE claim_step (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  claim_ref TEXT NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('checked', 'approved', 'declined', 'returned', 'taken-back')),
  reason_words TEXT REFERENCES words(digest),
  done_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (step IN ('checked', 'approved') OR reason_words IS NOT NULL),
  UNIQUE (office_id, claim_ref, step),
  FOREIGN KEY (office_id, claim_ref) REFERENCES claim (office_id, ref)
) $STRICT
;
CREATE UNIQUE INDEX claim_decided_once ON claim_step (office_id, claim_ref)
  WHERE step IN ('approved', 'declined', 'returned')
;
CREATE TABLE payable (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  claim_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  due_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  UNIQUE (office_id, claim_ref),
  FOREIGN KEY (office_id, claim_ref) REFERENCES claim (office_id, ref)
) $STRICT
;
CREATE TABLE settlement (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  payable_ref TEXT NOT NULL,
  spend_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, payable_ref, spend_ref),
  FOREIGN KEY (office_id, payable_ref) REFERENCES payable (office_id, ref),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE INDEX settlement_spend ON settlement (office_id, spend_ref)
;
CREATE TABLE notice (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  recipient TEXT NOT NULL,
  person_id $INT REFERENCES person(id),
  address_words TEXT REFERENCES words(digest),
  subject_words TEXT NOT NULL REFERENCES words(digest),
  body_words TEXT NOT NULL REFERENCES words(digest),
  path TEXT NOT NULL,
  deadline_kind TEXT NOT NULL,
  deadline_ref TEXT NOT NULL,
  due_on TEXT NOT NULL,
  stage TEXT NOT NULL,
  act_seq $INT NOT NULL,
  CHECK ((person_id IS NULL) <> (address_words IS NULL)),
  UNIQUE (office_id, deadline_kind, deadline_ref, due_on, stage, recipient)
) $STRICT
;
CREATE TABLE notice_delivery (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  notice_id $INT NOT NULL REFERENCES notice(id),
  attempt $INT NOT NULL CHECK (attempt > 0),
  step TEXT NOT NULL CHECK (step IN ('begun', 'sent', 'failed', 'unknown')),
  answer TEXT,
  next_try_at TEXT,
  act_seq $INT NOT NULL,
  CHECK (next_try_at IS NULL OR step = 'failed'),
  UNIQUE (notice_id, attempt, step)
) $STRICT
;
CREATE UNIQUE INDEX notice_ended_once ON notice_delivery (notice_id, attempt) WHERE step <> 'begun'
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
