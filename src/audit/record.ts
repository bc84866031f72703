import type { Db } from '../platform/database.ts';
import { canonical, type Plain, sha256 } from '../platform/digest.ts';

/**
 * The tables whose rows are bound to the chain: each act's event carries, per table, how many rows it added and a
 * digest of them. Columns named here are left out of the digest, because two people may clear them.
 */
export const RECORDED: Record<string, string[]> = {
  words: ['salt', 'text'],
  request_key: [],
  reference: [],
  role_grant: [],
  organisation: [],
  financial_year: [],
  period: [],
  period_closing: [],
  account: [],
  entry: [],
  balance_cell: [],
  balance_version: [],
  fund: [],
  funding_source: [],
  decision: [],
  award: [],
  allocation: [],
  initiative: [],
  agreement: [],
  import_batch: [],
  import_profile: [],
  import_outcome: [],
  import_trace: [],
  import_group: [],
  line_match: [],
  import_reversal: [],
  import_reversal_outcome: [],
  spend: [],
  spend_outcome: [],
  earlier_version: [],
  left_returned: [],
  forecast: [],
  measure: [],
  target: [],
  observation: [],
  measure_definition: [],
  measure_protection: [],
  measure_cost: [],
  observation_version: [],
  observation_outcome: [],
  document: ['content'],
  snapshot: [],
  snapshot_figure: [],
  release: [],
  release_decision: [],
  exact_annex: [],
  meeting: [],
  agenda_item: [],
  meeting_decision: [],
  meeting_action: [],
  highlight: [],
  commentary: [],
  pack: [],
  pack_copy: [],
  briefing_text: [],
  briefing_issue: [],
  pack_plan: [],
  pack_plan_section: [],
  pack_sign_off: [],
  pack_reason: [],
  pack_withdrawal: [],
  return_filing: [],
  return_explanation: [],
  return_step: [],
  return_file: [],
  return_template: [],
  return_terms: [],
  return_request: [],
  return_acknowledgement: [],
  return_download: [],
  return_duty: [],
  grant_term: [],
  eligible_cost: [],
  grant_receipt: [],
  grant_claim: [],
  restatement: [],
  withdrawn_accrual: [],
  prepayment_share: [],
  prepayment_release: [],
  spend_concern: [],
  spend_schedule: [],
  joint_spend: [],
  line_correction: [],
  recoded_entry: [],
  agreement_year: [],
  roll_forward: [],
  profile_pattern: [],
  profile_pattern_share: [],
  budget_profile: [],
  budget_profile_share: [],
  virement: [],
  virement_outcome: [],
  carry_forward: [],
  carry_forward_outcome: [],
  lapse: [],
  rag_override: [],
  control_total: [],
  control_line: [],
  difference_note: [],
  verification_run: [],
  risk: [],
  organisation_version: [],
  organisation_alias: [],
  organisation_identifier: [],
  organisation_merge: [],
  organisation_distinct: [],
  contact: [],
  sharing_agreement: [],
  data_return: [],
  life_event: [],
  peg_recommendation: [],
  life_evaluation: [],
  decision_record: [],
  decision_publication: [],
  attachment: [],
  attachment_withdrawal: [],
  milestone: [],
  issue: [],
  confidence: [],
  lesson: [],
  exit_plan: [],
  clawback: [],
  kind_record: [],
  reporting_duty: [],
  monitoring_receipt: [],
  monitoring_receipt_part: [],
  monitoring_outcome: [],
  claim: [],
  claim_line: [],
  claim_step: [],
  payable: [],
  settlement: [],
  settlement_change: [],
  notice: [],
  notice_delivery: [],
  agreement_condition: [],
  agreement_eligible_category: [],
  agreement_unpublished: [],
  agreement_variation: [],
  agreement_variation_year: [],
  payment_term: [],
  payment_instalment: [],
  provider_check: [],
  check_override: [],
  agreement_check_override: [],
  inspection: [],
  report_response: [],
  chief_question: [],
  recommendation: [],
  recommendation_action: [],
  recommendation_link: [],
  recommendation_closing: [],
  engagement: [],
  voice_change: [],
  coding_rule: [],
  coding_condition: [],
  coding_leaving_out: [],
  coding_order: [],
  coding_choice: [],
  coding_suggestion_answer: [],
  payroll_schedule: [],
  payroll_run: [],
  payroll_line: [],
  words_decision: [],
  removal_request: [],
  removal_outcome: [],
  removed_item: [],
  public_document: [],
  publication: [],
  publication_step: [],
  publication_file: [],
  publication_item: [],
  redaction: [],
  publication_setting: [],
  tender: [],
  contract_detail: [],
  peg_member: [],
  paper: [],
  declaration: [],
  meeting_note: [],
  decision_asked: [],
  meeting_change: [],
  agenda_item_change: [],
  meeting_attendance: [],
  meeting_in_attendance: [],
  minutes_confirmation: [],
  meeting_action_change: [],
  meeting_action_report: [],
  asked_outcome: [],
  asked_ruling: [],
  asked_enactment: [],
  meeting_question: [],
  meeting_answer: [],
  meeting_notice: [],
  access_token: [],
  access_token_end: [],
};

const SLICE = 5000;

/** How many rows an act added to a table, and the digest of them in order of id. */
export async function recordedRows(
  db: Db,
  officeId: number,
  table: string,
  seq: number,
): Promise<{ count: number; digest: string }> {
  const rows: Record<string, Plain>[] = await db(table)
    .where({ office_id: officeId, act_seq: seq })
    .orderBy('id')
    .select(columnsOf(table));
  return { count: rows.length, digest: rowsDigest(table, rows) };
}

export function rowsDigest(table: string, rows: Record<string, Plain>[]): string {
  const omitted = RECORDED[table] ?? [];
  const parts = rows.map((row) =>
    canonical(Object.fromEntries(Object.entries(row).filter(([c]) => !omitted.includes(c)))),
  );
  return sha256(`rows\0${table}\0${parts.join('\n')}`);
}

/** Every recorded row of a table in order of act and id, in slices, so that a long history is read in little memory. */
export async function* recordedSlices(
  db: Db,
  officeId: number,
  table: string,
): AsyncGenerator<Record<string, Plain>[]> {
  let last: { act_seq: number; id: number } = { act_seq: -1, id: -1 };
  for (;;) {
    const after = last;
    const rows: Record<string, Plain>[] = await db(table)
      .where({ office_id: officeId })
      .where((q) =>
        q
          .where('act_seq', '>', after.act_seq)
          .orWhere((s) => s.where('act_seq', after.act_seq).where('id', '>', after.id)),
      )
      .orderBy([{ column: 'act_seq' }, { column: 'id' }])
      .limit(SLICE)
      .select(columnsOf(table));
    if (rows.length === 0) return;
    yield rows;
    const end = rows[rows.length - 1] as { act_seq: number; id: number };
    last = { act_seq: end.act_seq, id: end.id };
  }
}

/** Frozen bytes are not read back with their row: their digest is in it, and there may be ten megabytes of them. */
function columnsOf(table: string): string[] {
  return table === 'document' ? documentColumns : ['*'];
}

const documentColumns = ['id', 'office_id', 'sha256', 'media_type', 'file_name', 'size', 'act_seq'];
