/** Rows of one table that say something of a record, and the columns that people seek it by. */
export interface SearchedPart {
  table: string;
  /** The columns that name the record; several are joined with a slash. */
  key: readonly string[];
  /** Columns of digests, whose texts stand in `words`. */
  words: readonly string[];
  /** Columns that are themselves what is sought. */
  plain?: readonly string[];
  /** Whether every row counts that is still held, instead of the latest alone. */
  held?: true;
}

/** What is sought in the record, beside RECORDED: each source with its parts. Counts of people are in none of them. */
export const SEARCHED: Readonly<Record<string, readonly SearchedPart[]>> = {
  initiative: one('initiative', ['name', 'purpose'], ['ref']),
  agreement: one('agreement', ['purpose'], ['ref']),
  organisation: [
    { table: 'organisation', key: ['id'], words: ['name_words'], plain: ['identifier'] },
    { table: 'organisation_version', key: ['organisation_id'], words: ['name_words'] },
    { table: 'organisation_alias', key: ['organisation_id'], words: ['name_words'], held: true },
    { table: 'organisation_identifier', key: ['organisation_id'], words: [], plain: ['code'], held: true },
  ],
  decision: one('decision', ['title', 'summary', 'decided_by'], ['ref']),
  spend: one('spend', ['supplier', 'reference', 'description'], ['ref']),
  import_batch: one('import_batch', ['file_name'], ['ref']),
  claim: one('claim', ['their'], ['ref', 'agreement']),
  payable: one('payable', [], ['ref', 'claim_ref']),
  risk: one('risk', ['title', 'cause', 'mitigation', 'owner'], ['ref', 'initiative']),
  milestone: one('milestone', ['title', 'evidence', 'owner'], ['ref', 'initiative']),
  issue: one('issue', ['title', 'impact', 'action', 'how', 'owner'], ['ref', 'initiative']),
  lesson: one('lesson', ['title', 'happened', 'again', 'differently', 'whom', 'adopted'], ['ref', 'initiative']),
  meeting: one('meeting', ['place', 'chair'], ['ref']),
  agenda_item: one('agenda_item', ['title', 'lead'], ['meeting_ref'], ['id']),
  meeting_decision: one('meeting_decision', ['title', 'outcome'], ['meeting_ref'], ['id']),
  meeting_action: one('meeting_action', ['what', 'who'], ['meeting_ref'], ['id']),
  paper: one('paper', ['title', 'author', 'summary', 'recommendation', 'background', 'content'], ['ref', 'meeting']),
  decision_asked: one('decision_asked', ['title', 'asked'], ['ref', 'paper']),
  peg_member: one('peg_member', ['name', 'post'], ['ref']),
  briefing_text: one('briefing_text', ['title', 'addressee', 'text'], ['briefing_ref'], ['briefing_ref']),
  pack: one('pack', [], ['meeting_ref'], ['meeting_ref', 'version']),
  return_filing: one('return_filing', [], ['ref'], ['ref', 'draft']),
  inspection: one('inspection', ['title', 'summary', 'judgement'], ['ref']),
  recommendation: one('recommendation', ['number', 'title', 'text', 'reasons', 'response'], ['ref', 'inspection']),
  recommendation_action: one('recommendation_action', ['what', 'who', 'evidence'], ['ref', 'recommendation']),
  chief_question: one('chief_question', ['question', 'asked_by', 'where', 'answer'], ['ref']),
  engagement: one('engagement', ['group', 'facilitated_by', 'heard'], ['ref']),
  sharing_agreement: one('sharing_agreement', ['title', 'purpose'], ['ref']),
  tender: one('tender', ['title', 'purpose'], ['ref']),
  measure: [
    ...one('measure', ['name'], ['code', 'initiative'], ['code']),
    ...one('measure_definition', ['name'], [], ['measure']),
  ],
};

function one(table: string, words: string[], plain: string[], key = ['ref']): SearchedPart[] {
  return [{ table, key, words: words.map((name) => `${name}_words`), plain }];
}
