import { type ActName, may } from '../people/may.ts';
import type { Person } from '../people/person.ts';

/** A tab of the menu: where it leads, and the other addresses whose pages belong to it. */
interface Tab {
  text: string;
  href: string;
  act: ActName;
  also?: readonly string[];
}

const OF_FUND = [
  '/funding-sources',
  '/periods',
  '/month-end',
  '/reconciliation',
  '/decisions',
  '/allocations',
  '/virements',
  '/carry-forwards',
  '/restatements',
  '/grant-terms',
  '/eligible-costs',
  '/grant-receipts',
];

const OF_INITIATIVES = [
  '/life',
  '/delivery',
  '/milestones',
  '/risks',
  '/issues',
  '/confidence',
  '/lessons',
  '/exit-plans',
  '/clawbacks',
  '/agreements',
  '/monitoring-returns',
  '/organisations',
  '/provider-checks',
  '/profile-patterns',
  '/attachments',
];

const OF_SPEND = [
  '/approvals',
  '/imports',
  '/import-profiles',
  '/forecasts',
  '/year-end/exposure',
  '/claims',
  '/payables',
  '/advances',
  '/payroll',
  '/coding-rules',
];

const OF_ASSURANCE = [
  '/inspections',
  '/responses',
  '/recommendations',
  '/recommendation-actions',
  '/recommendation-links',
  '/questions',
  '/voice',
  '/engagements',
  '/voice-changes',
];

const OF_MEETINGS = [
  '/packs',
  '/briefings',
  '/check',
  '/next-meeting',
  '/peg-members',
  '/papers',
  '/decisions-asked',
  '/declarations',
  '/meeting-notes',
  '/actions',
];

const MENU: readonly Tab[] = [
  { text: 'Fund', href: '/fund', act: 'fund.read', also: OF_FUND },
  { text: 'Initiatives', href: '/initiatives', act: 'initiative.read', also: OF_INITIATIVES },
  { text: 'Spend', href: '/spend', act: 'spend.read', also: OF_SPEND },
  { text: 'Outcomes', href: '/measures', act: 'measure.read', also: ['/unit-costs', '/completeness', '/releases'] },
  {
    text: 'Districts',
    href: '/districts',
    act: 'district.read',
    also: ['/contacts', '/sharing-agreements', '/data-returns'],
  },
  { text: 'Assurance', href: '/assurance', act: 'assurance.read', also: OF_ASSURANCE },
  { text: 'Meetings', href: '/meetings', act: 'meeting.read', also: OF_MEETINGS },
  { text: 'Returns', href: '/returns', act: 'return.read', also: ['/return-duties', '/return-templates'] },
  { text: 'Publication', href: '/publications', act: 'publication.read', also: ['/tenders', '/contract-details'] },
  { text: 'Figures', href: '/figures', act: 'figure.read', also: ['/monitoring'] },
  { text: 'People', href: '/people', act: 'person.read' },
  { text: 'Words', href: '/words-to-check', act: 'words.check', also: ['/removals'] },
  { text: 'Audit', href: '/audit', act: 'audit.read', also: ['/verifications', '/notices'] },
];

/** The menu for somebody who looks at an address: the tabs that they may open, with the current one marked. */
export function menuFor(person: Person, path: string): { text: string; href: string; current: boolean }[] {
  const current = tabOf(path);
  return MENU.filter(({ act }) => may(person, act).may).map((tab) => ({
    text: tab.text,
    href: tab.href,
    current: tab === current,
  }));
}

/** The tab that an address belongs to: of those whose prefix it begins with, the one with the longest. */
function tabOf(path: string): Tab | undefined {
  return MENU.flatMap((tab) => [tab.href, ...(tab.also ?? [])].map((prefix) => ({ tab, prefix })))
    .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0]?.tab;
}
