import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['life_event', 'peg_recommendation', 'life_evaluation', 'decision_record', 'decision_publication'];

/** Where initiatives stand, and what a decision needs to be published. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE life_event (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  initiative TEXT NOT NULL,
  move TEXT NOT NULL CHECK (move IN ('propose', 'consider', 'decide', 'offer', 'decline-offer', 'accept', 'start',
    'vary', 'suspend', 'resume', 'end', 'receive-return', 'reconcile', 'close', 'withdraw', 'take-back')),
  happened_on TEXT NOT NULL,
  why_words TEXT NOT NULL REFERENCES words(digest),
  agreement TEXT,
  variation_words TEXT REFERENCES words(digest),
  decision_ref TEXT,
  outcome TEXT CHECK (outcome IN ('approved', 'declined')),
  takes_back_id $INT UNIQUE REFERENCES life_event(id),
  recorded_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((move = 'decide') = (decision_ref IS NOT NULL)),
  CHECK ((move = 'decide') = (outcome IS NOT NULL)),
  CHECK ((move = 'vary') = (variation_words IS NOT NULL)),
  CHECK ((move = 'take-back') = (takes_back_id IS NOT NULL)),
  CHECK (move <> 'accept' OR agreement IS NOT NULL),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
) $STRICT
;
CREATE INDEX life_event_initiative ON life_event (office_id, initiative, id)
;
CREATE TABLE peg_recommendation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  life_event_id $INT NOT NULL UNIQUE REFERENCES life_event(id),
  meeting_words TEXT NOT NULL REFERENCES words(digest),
  recommendation TEXT NOT NULL CHECK (recommendation IN ('recommended', 'conditions', 'not-recommended')),
  conditions_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  CHECK ((recommendation = 'conditions') = (conditions_words IS NOT NULL))
) $STRICT
;
CREATE TABLE life_evaluation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  life_event_id $INT NOT NULL UNIQUE REFERENCES life_event(id),
  aim TEXT NOT NULL CHECK (aim IN ('met', 'partly', 'not-met')),
  achieved_words TEXT NOT NULL REFERENCES words(digest),
  value_words TEXT NOT NULL REFERENCES words(digest),
  lessons_words TEXT NOT NULL REFERENCES words(digest),
  evidence_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE decision_record (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  decision_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version >= 1),
  power TEXT,
  own_power_words TEXT REFERENCES words(digest),
  interests_words TEXT REFERENCES words(digest),
  significant $INT NOT NULL CHECK (significant IN (0, 1)),
  held_back_words TEXT REFERENCES words(digest),
  held_back_reason_words TEXT REFERENCES words(digest),
  correction_words TEXT REFERENCES words(digest),
  recorded_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, decision_ref, version),
  CHECK (power IS NOT NULL OR own_power_words IS NOT NULL),
  CHECK ((held_back_words IS NULL) = (held_back_reason_words IS NULL)),
  CHECK ((version = 1) = (correction_words IS NULL)),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE decision_publication (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  decision_ref TEXT NOT NULL,
  version $INT NOT NULL,
  published_on TEXT NOT NULL,
  document_id $INT NOT NULL UNIQUE REFERENCES document(id),
  recorded_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, decision_ref, version),
  FOREIGN KEY (office_id, decision_ref, version) REFERENCES decision_record (office_id, decision_ref, version)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
