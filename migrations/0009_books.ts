import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = [
  'period_cell',
  'period_version',
  'awaiting_cell',
  'awaiting_version',
  'restatement',
  'withdrawn_accrual',
  'prepayment_share',
  'prepayment_release',
  'spend_concern',
  'spend_schedule',
  'agreement_year',
  'roll_forward',
  'profile_pattern',
  'profile_pattern_share',
  'budget_profile',
  'budget_profile_share',
  'virement',
  'virement_outcome',
  'carry_forward',
  'carry_forward_outcome',
  'lapse',
  'rag_override',
  'control_total',
  'control_line',
  'difference_note',
  'verification_run',
];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
INSERT INTO entry_kind (kind) VALUES ('accrual'), ('accrual-reversal'), ('prepayment'), ('prepayment-release'),
  ('adjustment'), ('adjustment-credit'), ('virement'), ('carry-out'), ('carry-in'), ('lapse')
;
CREATE UNIQUE INDEX entry_accrual_reversed_once ON entry (corrects_entry_id) WHERE kind = 'accrual-reversal'
;
CREATE INDEX entry_kind_period ON entry (office_id, kind, year, period)
;
CREATE TABLE period_cell (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  account_id $INT NOT NULL REFERENCES account(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  kind TEXT NOT NULL REFERENCES entry_kind(kind),
  act_seq $INT NOT NULL,
  UNIQUE (account_id, year, period, kind)
) $STRICT
;
CREATE TABLE period_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  cell_id $INT NOT NULL REFERENCES period_cell(id),
  pence_in $INT NOT NULL CHECK (pence_in >= 0),
  pence_out $INT NOT NULL CHECK (pence_out >= 0),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX period_version_latest ON period_version (cell_id, act_seq DESC, id DESC, pence_in, pence_out)
;
INSERT INTO period_cell (office_id, fund, account_id, year, period, kind, act_seq)
  SELECT office_id, fund, account_id, year, period, kind, min(act_seq) FROM balance_cell
  GROUP BY office_id, fund, account_id, year, period, kind ORDER BY min(act_seq), account_id
;
INSERT INTO period_version (office_id, cell_id, pence_in, pence_out, act_seq)
  SELECT office_id, cell_id,
         CAST(sum(pence_in) OVER (PARTITION BY cell_id ORDER BY act_seq) AS BIGINT),
         CAST(sum(pence_out) OVER (PARTITION BY cell_id ORDER BY act_seq) AS BIGINT),
         act_seq
  FROM (
    SELECT p.office_id, p.id AS cell_id, sum(s.pence_in) AS pence_in, sum(s.pence_out) AS pence_out, s.act_seq
    FROM (
      SELECT to_account_id AS account_id, year, period, kind, pence AS pence_in, 0 AS pence_out, act_seq FROM entry
      UNION ALL
      SELECT from_account_id, year, period, kind, 0, pence, act_seq FROM entry
    ) s JOIN period_cell p
      ON p.account_id = s.account_id AND p.year = s.year AND p.period = s.period AND p.kind = s.kind
    GROUP BY p.office_id, p.id, s.act_seq
  ) moved ORDER BY act_seq, cell_id
;
CREATE TABLE awaiting_cell (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  nature TEXT NOT NULL,
  money_year $INT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, initiative, year, period, money_year, agreement, nature)
) $STRICT
;
CREATE TABLE awaiting_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  cell_id $INT NOT NULL REFERENCES awaiting_cell(id),
  pence $INT NOT NULL,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX awaiting_version_latest ON awaiting_version (cell_id, act_seq DESC, id DESC, pence)
;
INSERT INTO awaiting_cell (office_id, fund, initiative, agreement, nature, money_year, year, period, act_seq)
  SELECT office_id, fund, initiative, agreement, nature, year, year, period, min(act_seq) FROM spend
  GROUP BY office_id, fund, initiative, agreement, nature, year, period ORDER BY min(id)
;
INSERT INTO awaiting_version (office_id, cell_id, pence, act_seq)
  SELECT office_id, cell_id, CAST(sum(pence) OVER (PARTITION BY cell_id ORDER BY act_seq) AS BIGINT), act_seq
  FROM (
    SELECT c.office_id, c.id AS cell_id, sum(m.pence * m.sign) AS pence, m.act_seq
    FROM (
      SELECT s.office_id, s.initiative, s.agreement, s.nature, s.year, s.period, s.act_seq, s.pence,
             CASE WHEN s.kind = 'spend' OR (s.kind = 'reversal' AND o.kind <> 'spend') THEN 1 ELSE -1 END AS sign
        FROM spend s LEFT JOIN spend o ON o.office_id = s.office_id AND o.ref = s.corrects_ref
      UNION ALL
      SELECT s.office_id, s.initiative, s.agreement, s.nature, s.year, s.period, d.act_seq, s.pence,
             CASE WHEN s.kind = 'spend' OR (s.kind = 'reversal' AND o.kind <> 'spend') THEN -1 ELSE 1 END
        FROM spend_outcome d JOIN spend s ON s.office_id = d.office_id AND s.ref = d.spend_ref
        LEFT JOIN spend o ON o.office_id = s.office_id AND o.ref = s.corrects_ref
    ) m JOIN awaiting_cell c
      ON c.office_id = m.office_id AND c.initiative = m.initiative AND c.agreement = m.agreement AND c.nature = m.nature
      AND c.year = m.year AND c.period = m.period
    GROUP BY c.office_id, c.id, m.act_seq
  ) moved ORDER BY act_seq, cell_id
;
CREATE TABLE restatement (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  entry_id $INT NOT NULL UNIQUE REFERENCES entry(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE withdrawn_accrual (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  entry_id $INT NOT NULL UNIQUE REFERENCES entry(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE prepayment_share (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  entry_id $INT NOT NULL REFERENCES entry(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  act_seq $INT NOT NULL,
  UNIQUE (entry_id, year, period),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE prepayment_release (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  share_id $INT NOT NULL UNIQUE REFERENCES prepayment_share(id),
  entry_id $INT NOT NULL UNIQUE REFERENCES entry(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE spend_concern (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE spend_schedule (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref, year, period),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE agreement_year (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  year $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, agreement, year),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref),
  FOREIGN KEY (office_id, year) REFERENCES financial_year (office_id, year)
) $STRICT
;
CREATE TABLE roll_forward (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  agreement TEXT NOT NULL,
  from_year $INT NOT NULL,
  to_year $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  decision_ref TEXT NOT NULL,
  decided_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE profile_pattern (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  code TEXT NOT NULL,
  name_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code)
) $STRICT
;
CREATE TABLE profile_pattern_share (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  pattern TEXT NOT NULL,
  period $INT NOT NULL CHECK (period BETWEEN 1 AND 12),
  weight $INT NOT NULL CHECK (weight >= 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, pattern, period),
  FOREIGN KEY (office_id, pattern) REFERENCES profile_pattern (office_id, code)
) $STRICT
;
CREATE TABLE budget_profile (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  initiative TEXT NOT NULL,
  year $INT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('even', 'hand', 'pattern')),
  pattern TEXT,
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((method = 'pattern') = (pattern IS NOT NULL)),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, year) REFERENCES financial_year (office_id, year)
) $STRICT
;
CREATE TABLE budget_profile_share (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  profile_id $INT NOT NULL REFERENCES budget_profile(id),
  period $INT NOT NULL CHECK (period BETWEEN 1 AND 12),
  weight $INT NOT NULL CHECK (weight >= 0),
  act_seq $INT NOT NULL,
  UNIQUE (profile_id, period)
) $STRICT
;
CREATE TABLE virement (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('allocation', 'initiative')),
  source TEXT NOT NULL,
  year $INT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  from_ref TEXT NOT NULL,
  to_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  decision_ref TEXT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  consent_words TEXT REFERENCES words(digest),
  override_words TEXT REFERENCES words(digest),
  requested_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (from_ref <> to_ref),
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE virement_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  virement_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'declined')),
  reason_words TEXT REFERENCES words(digest),
  from_before $INT,
  from_after $INT,
  to_before $INT,
  to_after $INT,
  running_pence $INT,
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (outcome = 'declined' OR (from_before - from_after = to_after - to_before AND running_pence IS NOT NULL)),
  CHECK (outcome = 'approved' OR reason_words IS NOT NULL),
  UNIQUE (office_id, virement_ref),
  FOREIGN KEY (office_id, virement_ref) REFERENCES virement (office_id, ref)
) $STRICT
;
CREATE TABLE carry_forward (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  source TEXT NOT NULL,
  year $INT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  level TEXT NOT NULL CHECK (level IN ('unallocated', 'allocation', 'initiative')),
  held_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  decision_ref TEXT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  consent_words TEXT REFERENCES words(digest),
  late_words TEXT REFERENCES words(digest),
  asked_on TEXT NOT NULL,
  requested_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, source) REFERENCES funding_source (office_id, code),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE carry_forward_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  carry_forward_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'declined')),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (outcome = 'approved' OR reason_words IS NOT NULL),
  UNIQUE (office_id, carry_forward_ref),
  FOREIGN KEY (office_id, carry_forward_ref) REFERENCES carry_forward (office_id, ref)
) $STRICT
;
CREATE TABLE lapse (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  source TEXT NOT NULL,
  year $INT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  pence $INT NOT NULL CHECK (pence BETWEEN 1 AND 100000000000),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  decided_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, source) REFERENCES funding_source (office_id, code)
) $STRICT
;
CREATE TABLE rag_override (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  initiative TEXT NOT NULL,
  year $INT NOT NULL,
  rag TEXT CHECK (rag IN ('Red', 'Amber', 'Green')),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE TABLE control_total (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  initiative TEXT NOT NULL,
  pence $INT NOT NULL,
  file_digest TEXT,
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE TABLE control_line (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  control_total_id $INT NOT NULL REFERENCES control_total(id),
  row_number $INT NOT NULL,
  reference_words TEXT REFERENCES words(digest),
  happened_on TEXT,
  pence $INT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (control_total_id, row_number)
) $STRICT
;
CREATE TABLE difference_note (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  year $INT NOT NULL,
  period $INT NOT NULL,
  initiative TEXT NOT NULL,
  against TEXT NOT NULL CHECK (against IN ('ledger', 'return')),
  pence $INT NOT NULL,
  treatment TEXT NOT NULL CHECK (treatment IN ('explained', 'carried')),
  text_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE TABLE verification_run (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  day TEXT NOT NULL,
  through_seq $INT NOT NULL,
  findings TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, day)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
