import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

/** Recharge schedules, the months recorded from them, and what became of each post in each month. */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'payroll_schedule',
    `
  initiative TEXT NOT NULL,
  agreement TEXT,
  first_period TEXT NOT NULL,
  last_period TEXT NOT NULL,
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  supplier_words TEXT NOT NULL REFERENCES words(digest),
  on_cost_percent $INT CHECK (on_cost_percent BETWEEN 1 AND 100),
  CHECK (first_period <= last_period),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await run(
    knex,
    `
CREATE TABLE payroll_run (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  schedule_ref TEXT NOT NULL,
  schedule_version $INT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('from posts', 'by hand')),
  year $INT NOT NULL,
  period $INT NOT NULL CHECK (period BETWEEN 1 AND 12),
  entered_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, schedule_ref, schedule_version) REFERENCES payroll_schedule (office_id, ref, version)
) $STRICT
;
CREATE TABLE payroll_line (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  run_id $INT NOT NULL REFERENCES payroll_run(id),
  schedule_ref TEXT NOT NULL,
  post TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL CHECK (period BETWEEN 1 AND 12),
  attempt $INT NOT NULL CHECK (attempt > 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('recorded', 'left out', 'by hand')),
  whole_pence $INT NOT NULL CHECK (whole_pence >= 0),
  share_days $INT NOT NULL CHECK (share_days >= 0),
  proposed_pence $INT NOT NULL CHECK (proposed_pence <> 0),
  pence $INT NOT NULL,
  reason_words TEXT REFERENCES words(digest),
  spend_ref TEXT,
  act_seq $INT NOT NULL,
  CHECK ((outcome = 'left out') = (spend_ref IS NULL)),
  CHECK (outcome <> 'left out' OR reason_words IS NOT NULL),
  CHECK (outcome <> 'recorded' OR pence = proposed_pence OR reason_words IS NOT NULL),
  UNIQUE (office_id, schedule_ref, post, year, period, attempt),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE INDEX payroll_line_run ON payroll_line (run_id)
`,
  );
  for (const table of ['payroll_run', 'payroll_line']) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
