import type { FieldSort } from '../../disclosure/words-gate.ts';
import type { Row } from '../../platform/database.ts';

/** A table whose texts the gate looks through as they are kept. */
export interface Looked {
  /** What one of its rows is, such as 'Highlight report'. */
  says: string;
  /** The columns that name the record: a later row of the same record takes the place of the one before. */
  key: readonly string[];
  /** Columns of words that are not looked through: see `NOT_LOOKED`. */
  leave?: readonly string[];
  /** The column whose JSON has further words, of records whose questions are data. */
  body?: string;
  /** Whether rows stand beside each other: none takes the place of another, so an edit is no answer. */
  beside?: true;
}

/** Every table with words that may come before anybody's eyes on a paper, a page or a file. */
export const LOOKED: Readonly<Record<string, Looked>> = {
  period_closing: row('Closing of a period', []),
  entry: row('Entry', ['id']),
  fund: row('Fund', ['id']),
  funding_source: row('Funding source', ['code']),
  decision: row('Decision', ['ref']),
  award: row('Award', []),
  allocation: row('Allocation', ['ref']),
  initiative: row('Initiative', ['ref']),
  agreement: row('Agreement', ['ref']),
  import_batch: row('Imported batch', ['ref']),
  import_outcome: row('Decision on a batch', ['batch_ref']),
  import_reversal: row('Reversal of a batch', ['batch_ref']),
  import_reversal_outcome: row('Decision on a reversal', ['batch_ref']),
  spend: row('Spend', ['ref']),
  spend_outcome: row('Decision on spend', []),
  measure: row('Measure', ['code']),
  measure_definition: versions('Definition of a measure', ['measure']),
  observation: row('Observation', ['measure']),
  observation_version: versions('Observation', ['measure', 'place', 'category', 'year', 'quarter']),
  observation_outcome: row('Decision on an observation', []),
  release_decision: row('Decision on a small correction', ['fact']),
  exact_annex: row('Annex with exact counts', ['return_ref']),
  meeting: row('Meeting', ['ref']),
  agenda_item: row('Agenda item', ['meeting_ref']),
  meeting_decision: row('Decision of a meeting', ['meeting_ref']),
  meeting_action: row('Action of a meeting', ['meeting_ref']),
  highlight: versions('Highlight report', ['meeting_ref', 'initiative']),
  commentary: versions('Finance commentary', ['meeting_ref']),
  briefing_text: versions('Briefing', ['briefing_ref']),
  pack_reason: row('Reason of a new version of a pack', ['meeting_ref']),
  pack_withdrawal: row('Withdrawal of a pack', ['meeting_ref']),
  return_explanation: versions('Explanation in a return', ['filing_id', 'row_key']),
  return_request: row('Change asked for in a return', ['filing_id', 'row_key']),
  return_acknowledgement: row('Acknowledgement of a return', ['filing_id']),
  return_duty: versions('Return that is owed', ['ref']),
  grant_term: versions('Terms of a grant', ['ref']),
  eligible_cost: versions('Eligible cost', ['ref']),
  grant_receipt: versions('Receipt of a grant', ['ref']),
  profile_pattern: row('Profile pattern', []),
  virement: row('Virement', ['ref']),
  virement_outcome: row('Decision on a virement', []),
  carry_forward: row('Carry-forward', ['ref']),
  carry_forward_outcome: row('Decision on a carry-forward', []),
  lapse: row('Lapse', []),
  rag_override: row('Rating put in the place of the rule’s', ['initiative']),
  difference_note: row('Note on a difference', []),
  life_event: row('Step of an initiative', ['initiative']),
  peg_recommendation: row('Recommendation of PEG', []),
  life_evaluation: row('Evaluation', []),
  decision_record: versions('Record of a decision', ['decision_ref']),
  agreement_condition: row('Condition', ['agreement']),
  agreement_variation: row('Variation', ['agreement']),
  payment_term: row('Payment terms', ['agreement']),
  payment_instalment: row('Instalment', []),
  provider_check: row('Check on a provider', []),
  check_override: row('Agreement without a check', []),
  reporting_duty: row('Duty to report', ['agreement']),
  monitoring_receipt: row('Monitoring return', []),
  monitoring_outcome: row('Decision on a monitoring return', []),
  claim: row('Claim', ['ref']),
  claim_line: row('Line of a claim', []),
  claim_step: row('Step of a claim', []),
  risk: versions('Risk', ['ref']),
  milestone: versions('Milestone', ['ref']),
  issue: versions('Issue', ['ref']),
  confidence: versions('Confidence', ['ref']),
  lesson: versions('Lesson', ['ref']),
  exit_plan: versions('Exit plan', ['ref']),
  clawback: versions('Clawback', ['ref']),
  kind_record: { ...versions('Record of an initiative', ['ref']), body: 'body' },
  organisation: { ...row('Organisation', ['id']), leave: ['name_words'] },
  organisation_version: { ...versions('Organisation', ['organisation_id']), leave: ['name_words'] },
  organisation_alias: { ...row('Other name of an organisation', ['organisation_id']), leave: ['name_words'] },
  organisation_identifier: row('Number of an organisation', ['organisation_id']),
  organisation_merge: row('Merge of organisations', []),
  organisation_distinct: row('Organisations told apart', []),
  contact: {
    ...versions('Contact', ['ref']),
    leave: ['name_words', 'telephone_words', 'email_words', 'address_words'],
  },
  sharing_agreement: versions('Sharing agreement', ['ref']),
  data_return: versions('Data return', ['ref']),
  inspection: versions('Inspection', ['ref']),
  report_response: versions('Response', ['ref']),
  chief_question: versions('Question', ['ref']),
  recommendation: versions('Recommendation', ['ref']),
  recommendation_action: versions('Action on a recommendation', ['ref']),
  recommendation_link: versions('Link of a recommendation', ['ref']),
  recommendation_closing: row('Closing of a recommendation', ['recommendation']),
  engagement: versions('Engagement', ['ref']),
  voice_change: versions('What changed', ['ref']),
  attachment: row('Attached document', ['ref']),
  attachment_withdrawal: row('Withdrawal of a document', ['attachment']),
  coding_rule: { ...versions('Coding rule', ['ref']), leave: [] },
  coding_leaving_out: versions('Coding rule that leaves lines out', ['rule']),
  coding_suggestion_answer: row('Answer to a suggested rule', []),
  payroll_schedule: { ...versions('Recharge schedule', ['ref']), leave: ['supplier_words'] },
  payroll_line: row('Month of a recharge', []),
  words_decision: row('Decision on words', []),
  removal_request: row('Request to remove', ['ref']),
  removal_outcome: row('Decision on a removal', ['request']),
  publication: row('Reason for a new version of a publication', ['kind', 'year', 'month']),
  publication_step: row('Step of a publication', []),
  tender: versions('Invitation to tender', ['ref']),
  contract_detail: versions('How a contract was made', ['ref']),
  redaction: row('Decision on what is published', ['item', 'field']),
  peg_member: { ...versions('Member of PEG', ['ref']), leave: ['name_words'] },
  paper: versions('Paper', ['ref']),
  declaration: versions('Declaration of interest', ['ref']),
  meeting_note: versions('Note of a meeting', ['ref']),
  decision_asked: versions('Decision asked', ['ref']),
  meeting_change: versions('Meeting', ['meeting_ref']),
  agenda_item_change: versions('Agenda item', ['item_id']),
  meeting_in_attendance: { ...versions('Others at a meeting', ['meeting_ref']), leave: ['names_words'] },
  minutes_confirmation: row('Confirmation of notes', ['meeting_ref']),
  meeting_action_change: versions('Action of a meeting', ['action_id']),
  meeting_action_report: row('Report on an action', ['action_id']),
  asked_outcome: row('What a meeting said to a decision asked', ['asked_ref']),
  asked_enactment: row('Draft that was declined', ['asked_ref']),
  meeting_question: row('Question before a meeting', []),
  meeting_answer: versions('Answer in an addendum', ['question_id']),
  meeting_notice: row('Notice of a meeting', ['meeting_ref']),
  access_token: row('Access token', ['ref']),
};

/** Tables with words that the gate leaves alone, each with why. */
export const NOT_LOOKED: Readonly<Record<string, string>> = {
  notice: 'Letters that the program writes itself, to people of the office.',
  coding_condition: 'What lines of files are compared with; the lines themselves are looked through.',
  coding_choice: 'What a line that was coded said; the line itself is looked through.',
  control_line: 'References of the finance system, which leave the office nowhere.',
};

const PEOPLE = new Set(
  'owner lead chair who whom made_by asked_by facilitated_by decided_by author sponsor contact originator'.split(' '),
);
const REFERENCES = new Set('reference their number file_name refund link cpv notice'.split(' '));

/** The words of a row by their columns, those within its body among them: the digest of each, or null for none. */
export function wordsOfRow({ body }: Pick<Looked, 'body'>, row: Row): Record<string, string | null> {
  const within = body === undefined ? {} : (JSON.parse(row[body]) as Row);
  return Object.fromEntries(Object.entries({ ...row, ...within }).filter(([column]) => column.endsWith('_words')));
}

/** What a column of words is for. */
export function fieldSort(column: string): FieldSort {
  const name = column.replace(/_words$/, '');
  if (PEOPLE.has(name)) return 'people';
  if (REFERENCES.has(name)) return 'reference';
  return name === 'supplier' ? 'imported' : 'narrative';
}

/** A column as a sentence names it: 'this period'. */
export function columnShown(column: string): string {
  return column.replace(/_words$/, '').replaceAll('_', ' ');
}

function row(says: string, key: readonly string[]): Looked {
  return { says, key, beside: true };
}

function versions(says: string, key: readonly string[]): Looked {
  return { says, key };
}
