import type { Knex } from 'knex';
import * as audit from './0001_audit.ts';
import * as people from './0002_people.ts';
import * as ledger from './0003_ledger.ts';
import * as funds from './0004_funds.ts';
import * as spend from './0005_spend.ts';
import * as outcomes from './0006_outcomes.ts';
import * as papers from './0007_papers.ts';
import * as kinds from './0008_kinds.ts';
import * as books from './0009_books.ts';
import * as life from './0010_life.ts';
import * as agreementTerms from './0011_agreement_terms.ts';
import * as claims from './0012_claims.ts';
import * as delivery from './0013_delivery.ts';
import * as partners from './0014_partners.ts';
import * as assurance from './0015_assurance.ts';
import * as attachments from './0016_attachments.ts';
import * as kindRecords from './0017_kind_records.ts';
import * as entry from './0018_entry.ts';
import * as importProfiles from './0019_import_profiles.ts';
import * as corrections from './0021_corrections.ts';
import * as codingRules from './0022_coding_rules.ts';
import * as importPlans from './0023_import_plans.ts';
import * as search from './0024_search.ts';
import * as payroll from './0025_payroll.ts';
import * as approvals from './0026_approvals.ts';
import * as leaveOut from './0027_leave_out.ts';
import * as observations from './0029_observations.ts';
import * as wordsGate from './0030_words_gate.ts';
import * as lineCorrections from './0031_line_corrections.ts';
import * as lineSizes from './0033_line_sizes.ts';
import * as release from './0034_release.ts';
import * as exactAnnex from './0035_exact_annex.ts';
import * as unitCosts from './0037_unit_costs.ts';
import * as meetingLife from './0040_meeting_life.ts';
import * as meetingReading from './0041_meeting_reading.ts';
import * as packLife from './0045_pack_life.ts';
import * as packCopies from './0048_pack_copies.ts';
import * as briefings from './0049_briefings.ts';
import * as returnSteps from './0050_return_steps.ts';
import * as returnLife from './0051_return_life.ts';
import * as grantsReceived from './0052_grants_received.ts';
import * as publication from './0055_publication.ts';
import * as procurement from './0056_procurement.ts';
import * as accessTokens from './0059_access_tokens.ts';
import * as linesAlone from './0063_lines_alone.ts';

/**
 * A static list with names free of extensions: knex's own loader records file names, so a database made from the
 * TypeScript sources would be refused by the compiled program.
 */
const MIGRATIONS: Record<string, { up(knex: Knex): Promise<void>; config?: { transaction: boolean } }> = {
  '0001_audit': audit,
  '0002_people': people,
  '0003_ledger': ledger,
  '0004_funds': funds,
  '0005_spend': spend,
  '0006_outcomes': outcomes,
  '0007_papers': papers,
  '0008_kinds': kinds,
  '0009_books': books,
  '0010_life': life,
  '0011_agreement_terms': agreementTerms,
  '0012_claims': claims,
  '0013_delivery': delivery,
  '0014_partners': partners,
  '0015_assurance': assurance,
  '0016_attachments': attachments,
  '0017_kind_records': kindRecords,
  '0018_entry': entry,
  '0019_import_profiles': importProfiles,
  '0021_corrections': corrections,
  '0022_coding_rules': codingRules,
  '0023_import_plans': importPlans,
  '0024_search': search,
  '0025_payroll': payroll,
  '0026_approvals': approvals,
  '0027_leave_out': leaveOut,
  '0029_observations': observations,
  '0030_words_gate': wordsGate,
  '0031_line_corrections': lineCorrections,
  '0033_line_sizes': lineSizes,
  '0034_release': release,
  '0035_exact_annex': exactAnnex,
  '0037_unit_costs': unitCosts,
  '0040_meeting_life': meetingLife,
  '0041_meeting_reading': meetingReading,
  '0045_pack_life': packLife,
  '0048_pack_copies': packCopies,
  '0049_briefings': briefings,
  '0050_return_steps': returnSteps,
  '0051_return_life': returnLife,
  '0052_grants_received': grantsReceived,
  '0055_publication': publication,
  '0056_procurement': procurement,
  '0059_access_tokens': accessTokens,
  '0063_lines_alone': linesAlone,
};

/** Raised when a step back is asked for: the record is only ever added to, so a migration is never undone. */
async function noWayBack(): Promise<void> {
  throw new Error('Migrations are not undone. Restore a backup instead.');
}

export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(MIGRATIONS).sort(),
  getMigrationName: (name) => name,
  getMigration: async (name) => {
    const migration = MIGRATIONS[name];
    if (migration === undefined) throw new Error(`There is no migration ${name}.`);
    return { up: migration.up, down: noWayBack, config: migration.config };
  },
};
