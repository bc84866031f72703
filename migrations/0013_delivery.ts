import type { Knex } from 'knex';
import { registerTable } from './dialect.ts';

/** How initiatives are delivered. */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'risk',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  identified_on TEXT NOT NULL,
  cause_words TEXT NOT NULL REFERENCES words(digest),
  likelihood TEXT NOT NULL CHECK (likelihood IN ('1', '2', '3', '4', '5')),
  impact TEXT NOT NULL CHECK (impact IN ('1', '2', '3', '4', '5')),
  response TEXT NOT NULL CHECK (response IN ('treat', 'tolerate', 'transfer', 'terminate')),
  mitigation_words TEXT NOT NULL REFERENCES words(digest),
  likelihood_after TEXT NOT NULL CHECK (likelihood_after IN ('1', '2', '3', '4', '5')),
  impact_after TEXT NOT NULL CHECK (impact_after IN ('1', '2', '3', '4', '5')),
  proximity TEXT NOT NULL CHECK (proximity IN ('now', 'quarter', 'year', 'later')),
  owner_words TEXT NOT NULL REFERENCES words(digest),
  state TEXT NOT NULL CHECK (state IN ('open', 'occurred', 'closed')),
  next_review_on TEXT,
  CHECK (state <> 'open' OR next_review_on IS NOT NULL),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'milestone',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  evidence_words TEXT NOT NULL REFERENCES words(digest),
  baseline_on TEXT NOT NULL,
  current_on TEXT NOT NULL,
  reached_on TEXT,
  delay_reason TEXT,
  owner_words TEXT NOT NULL REFERENCES words(digest),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'issue',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  raised_on TEXT NOT NULL,
  risk TEXT,
  impact_words TEXT NOT NULL REFERENCES words(digest),
  severity TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  owner_words TEXT NOT NULL REFERENCES words(digest),
  action_words TEXT NOT NULL REFERENCES words(digest),
  due_on TEXT NOT NULL CHECK (due_on >= raised_on),
  resolved_on TEXT CHECK (resolved_on >= raised_on),
  how_words TEXT REFERENCES words(digest),
  CHECK ((resolved_on IS NULL) = (how_words IS NULL)),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'confidence',
    `
  initiative TEXT NOT NULL,
  assessed_on TEXT NOT NULL,
  confidence TEXT NOT NULL CHECK (confidence IN ('Green', 'Amber/Green', 'Amber', 'Amber/Red', 'Red')),
  reasons_words TEXT REFERENCES words(digest),
  CHECK (confidence = 'Green' OR reasons_words IS NOT NULL),
  CHECK (version = 1),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'lesson',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  happened_words TEXT NOT NULL REFERENCES words(digest),
  again_words TEXT REFERENCES words(digest),
  differently_words TEXT REFERENCES words(digest),
  whom_words TEXT NOT NULL REFERENCES words(digest),
  kind TEXT NOT NULL,
  shared_on TEXT,
  adopted_words TEXT REFERENCES words(digest),
  CHECK (again_words IS NOT NULL OR differently_words IS NOT NULL),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'exit_plan',
    `
  initiative TEXT NOT NULL,
  agreement TEXT,
  support_words TEXT NOT NULL REFERENCES words(digest),
  data_words TEXT NOT NULL REFERENCES words(digest),
  staff_words TEXT NOT NULL REFERENCES words(digest),
  equipment_words TEXT NOT NULL REFERENCES words(digest),
  notice_on TEXT,
  last_day_on TEXT,
  handover_words TEXT REFERENCES words(digest),
  data_state TEXT NOT NULL CHECK (data_state IN ('held', 'returned', 'destroyed', 'handed-over')),
  data_done_on TEXT,
  assets_words TEXT REFERENCES words(digest),
  CHECK ((data_state = 'held') = (data_done_on IS NULL)),
  CHECK (notice_on <= last_day_on),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'clawback',
    `
  initiative TEXT NOT NULL,
  agreement TEXT,
  amount_pence $INT NOT NULL CHECK (amount_pence > 0),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  basis_words TEXT NOT NULL REFERENCES words(digest),
  asked_on TEXT NOT NULL,
  due_on TEXT,
  agreed_amount_pence $INT CHECK (agreed_amount_pence BETWEEN 0 AND amount_pence),
  agreed_on TEXT,
  repaid_amount_pence $INT CHECK (repaid_amount_pence BETWEEN 0 AND coalesce(agreed_amount_pence, amount_pence)),
  refund_words TEXT REFERENCES words(digest),
  withdrawn_on TEXT,
  CHECK ((agreed_amount_pence IS NULL) = (agreed_on IS NULL)),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
`,
  );
}
