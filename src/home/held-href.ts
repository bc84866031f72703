import type { Db, Row } from '../platform/database.ts';

/** Where the page of a record is on which a text stands, by its table; a text of another table is shown without a link. */
const PAGES: Readonly<Record<string, string>> = {
  funding_source: '/funding-sources/:code',
  decision: '/decisions/:ref',
  decision_record: '/decisions/:decision_ref',
  allocation: '/allocations/:ref',
  initiative: '/initiatives/:ref',
  life_event: '/initiatives/:initiative',
  agreement: '/agreements/:ref',
  agreement_condition: '/agreements/:agreement',
  agreement_variation: '/agreements/:agreement',
  import_batch: '/imports/:ref',
  import_outcome: '/imports/:batch_ref',
  import_reversal: '/imports/:batch_ref',
  spend: '/spend/:ref',
  spend_outcome: '/spend/:spend_ref',
  measure: '/measures/:code',
  measure_definition: '/measures/:measure',
  observation: '/measures/:measure',
  observation_version: '/measures/:measure',
  meeting: '/meetings/:ref',
  agenda_item: '/meetings/:meeting_ref',
  meeting_decision: '/meetings/:meeting_ref',
  meeting_action: '/meetings/:meeting_ref',
  highlight: '/meetings/:meeting_ref',
  commentary: '/meetings/:meeting_ref',
  return_duty: '/return-duties/:ref',
  grant_term: '/grant-terms/:ref',
  eligible_cost: '/eligible-costs/:ref',
  grant_receipt: '/grant-receipts/:ref',
  briefing_text: '/briefings/:briefing_ref',
  virement: '/virements/:ref',
  carry_forward: '/carry-forwards/:ref',
  claim: '/claims/:ref',
  risk: '/risks/:ref',
  milestone: '/milestones/:ref',
  issue: '/issues/:ref',
  confidence: '/confidence/:ref',
  lesson: '/lessons/:ref',
  exit_plan: '/exit-plans/:ref',
  clawback: '/clawbacks/:ref',
  kind_record: '/initiatives/:initiative/records/:sort/:ref',
  organisation_version: '/organisations/:organisation_id',
  organisation_alias: '/organisations/:organisation_id',
  contact: '/contacts/:ref',
  sharing_agreement: '/sharing-agreements/:ref',
  data_return: '/data-returns/:ref',
  inspection: '/inspections/:ref',
  report_response: '/responses/:ref',
  chief_question: '/questions/:ref',
  recommendation: '/recommendations/:ref',
  recommendation_action: '/recommendation-actions/:ref',
  recommendation_link: '/recommendation-links/:ref',
  engagement: '/engagements/:ref',
  voice_change: '/voice-changes/:ref',
  attachment: '/attachments/:ref',
  attachment_withdrawal: '/attachments/:attachment',
  removal_request: '/removals/:ref',
  peg_member: '/peg-members/:ref',
  paper: '/papers/:ref',
  declaration: '/declarations/:ref',
  meeting_note: '/meeting-notes/:ref',
  decision_asked: '/decisions-asked/:ref',
  meeting_change: '/meetings/:meeting_ref',
  meeting_in_attendance: '/meetings/:meeting_ref',
  minutes_confirmation: '/meetings/:meeting_ref/notes',
  asked_outcome: '/decisions-asked/:asked_ref',
  asked_enactment: '/decisions-asked/:asked_ref',
  meeting_answer: '/meetings/:meeting_ref/questions',
  meeting_question: '/meetings/:meeting_ref/questions',
  meeting_notice: '/meetings/:meeting_ref/notice',
};

/** What stands on the page of the draft of a return that it belongs to. */
const OF_RETURNS = ['return_explanation', 'return_request', 'return_acknowledgement'];

/** The address of the page on which a row's words stand; null when it has none of its own. */
export async function hrefOfRow(db: Db, source: string, row: Row): Promise<string | null> {
  if (OF_RETURNS.includes(source)) {
    const filing = await db('return_filing').where({ id: row.filing_id }).first('ref', 'draft');
    return filing === undefined ? null : `/returns/${filing.ref}/${filing.draft}`;
  }
  const page = PAGES[source];
  if (page === undefined) return null;
  const href = page.replace(/:(\w+)/g, (_, column: string) => encodeURIComponent(String(row[column] ?? '')));
  return href.endsWith('/') ? null : href;
}
