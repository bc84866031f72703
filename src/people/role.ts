/** The roles of an office and its partners. A person may hold several. */
export const ROLES = {
  'finance-officer': 'Finance officer',
  'finance-manager': 'Finance manager',
  'chief-finance-officer': 'Chief Finance Officer',
  'deputy-chief-finance-officer': 'Deputy Chief Finance Officer',
  'commissioning-officer': 'Commissioning officer',
  commissioner: 'Commissioner',
  'chief-executive': 'Chief executive',
  coordinator: 'Safeguarding Coordinator',
  'district-contact': 'District contact',
  secretariat: 'PEG secretariat',
  'peg-member': 'PEG member',
  auditor: 'Auditor',
  administrator: 'Administrator',
} as const;

export type Role = keyof typeof ROLES;

/** The Chief Finance Officer and the deputy, who acts in their absence. */
export const CHIEF_FINANCE: readonly Role[] = ['chief-finance-officer', 'deputy-chief-finance-officer'];

/** Whether the text names a role. */
export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

/** The role's name on a page; the Commissioner's title is the office's own, since a Mayor may hold it. */
export function roleShown(role: Role, commissionerTitle: string): string {
  return role === 'commissioner' ? commissionerTitle : ROLES[role];
}
