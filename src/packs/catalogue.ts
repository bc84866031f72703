import type { Planned } from './plan.ts';
import { MEASURES, OUTCOMES, PROGRESS } from './progress-section.ts';
import type { PackSection } from './section.ts';
import { ACTIONS } from './sections/actions.ts';
import { ASSURANCE } from './sections/assurance.ts';
import { CHANGES } from './sections/changes.ts';
import { CONTACTS } from './sections/contacts.ts';
import { DECISIONS } from './sections/decisions.ts';
import { FINANCE_REPORT } from './sections/finance-report.ts';
import { FINANCE_SUMMARY } from './sections/finance-summary.ts';
import { FORWARD_PLAN } from './sections/forward-plan.ts';
import { FUND_POSITION } from './sections/fund-position.ts';
import { NOTES } from './sections/notes.ts';
import { ONE_PAGE } from './sections/one-page.ts';
import { RESTATEMENTS } from './sections/restatements.ts';
import { RISKS } from './sections/risks.ts';
import { VOICE } from './sections/voice.ts';

/** Every section that a pack may have, in the order of the usual pack: one line for each. */
export const SECTIONS: readonly PackSection[] = [
  ONE_PAGE,
  DECISIONS,
  FINANCE_SUMMARY,
  FINANCE_REPORT,
  CHANGES,
  RESTATEMENTS,
  PROGRESS,
  OUTCOMES,
  RISKS,
  ACTIONS,
  CONTACTS,
  ASSURANCE,
  VOICE,
  FORWARD_PLAN,
  FUND_POSITION,
  MEASURES,
  NOTES,
];

/** The sections in their usual order, with nobody named. */
export function usualSections(): Planned[] {
  return SECTIONS.map(({ code, placing }) => ({ section: code, placing, owner: null }));
}

/**
 * A stored order with what the catalogue says today: a section that came since stands where the catalogue has it, and one
 * that went is left out.
 */
export function inCatalogue(stored: readonly Planned[]): Planned[] {
  const known = stored.filter(({ section }) => SECTIONS.some(({ code }) => code === section));
  for (const [index, usual] of usualSections().entries()) {
    if (!known.some(({ section }) => section === usual.section)) known.splice(index, 0, usual);
  }
  return known;
}
