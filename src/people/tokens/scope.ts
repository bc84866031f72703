import type { ActName } from '../may.ts';

/** What a token can be good for: the part of the record whose tables it reads, and the acts that these ask for. */
interface Scope {
  text: string;
  /** The first parts of the acts: `claim` stands for `claim.read`. */
  of: readonly string[];
}

/** Every part of the record that a token may be limited to. */
export const SCOPES = {
  fund: {
    text: 'Fund: sources, decisions, allocations, virements, carry-forwards, lapses',
    of: ['fund', 'virement', 'carry-forward', 'lapse'],
  },
  initiatives: {
    text: 'Initiatives: their life, delivery, agreements, providers, monitoring returns, attached documents',
    of: ['initiative', 'delivery', 'kind-record', 'agreement', 'organisation', 'check', 'monitoring', 'attachment'],
  },
  spend: {
    text: 'Spend: entries, forecasts, claims, payables, payroll, coding rules',
    of: ['spend', 'claim', 'payroll', 'coding'],
  },
  outcomes: { text: 'Outcomes: measures and observations, as pages show them', of: ['measure', 'release'] },
  districts: { text: 'Districts: the five side by side, contacts, sharing, data returns', of: ['district', 'contact'] },
  assurance: { text: 'Assurance: inspections, recommendations, the child’s voice', of: ['assurance', 'voice'] },
  meetings: { text: 'Meetings, papers and packs', of: ['meeting', 'paper', 'briefing', 'pack'] },
  returns: { text: 'Returns', of: ['return'] },
  publication: { text: 'Publications', of: ['publication'] },
  figures: { text: 'Figures: budget monitoring, restatements', of: ['figure', 'home'] },
  calendar: { text: 'Calendar: what is owed when', of: ['calendar'] },
  oversight: {
    text: 'Oversight: people, audit, verification, reminders, removals',
    of: ['person', 'audit', 'verification', 'notice', 'words', 'removal', 'token'],
  },
} as const satisfies Record<string, Scope>;

export type ScopeName = keyof typeof SCOPES;

/** The names of all scopes, in the order in which a form asks for them. */
export const SCOPE_NAMES = Object.keys(SCOPES) as ScopeName[];

/** The scope that an act of reading belongs to; null for an act that no token does. */
export function scopeOf(act: ActName): ScopeName | null {
  const [of = '', verb = ''] = act.split('.');
  if (!verb.startsWith('read')) return null;
  return SCOPE_NAMES.find((name) => (SCOPES[name].of as readonly string[]).includes(of)) ?? null;
}
