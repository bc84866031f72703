import type { CodableLine } from '../../../src/spend/coding/codable-line.ts';
import type { CodingRule, RuleWording } from '../../../src/spend/coding/coding-rule.ts';
import type { SupplierNames } from '../../../src/spend/coding/condition.ts';

/** A line of the office's ledger extract; a test changes what it is about. */
export function ledgerLine(changes: Partial<CodableLine> = {}): CodableLine {
  return {
    profile: 'ledger',
    system: 'Oracle',
    account: '4100',
    costCentre: 'CSE01',
    project: null,
    supplier: 'Leeds CC',
    supplierId: null,
    text: 'Victim-support role, July',
    area: null,
    type: null,
    body: null,
    categoryText: null,
    reference: 'INV-1',
    ...changes,
  };
}

/** A rule that sends lines of a cost centre to I-01; a test changes what it is about. */
export function rule(position: number, changes: Partial<CodingRule> = {}): CodingRule {
  return {
    ref: `CR-${String(position).padStart(3, '0')}`,
    version: 1,
    position,
    state: 'active',
    stopped: null,
    conditions: [{ field: 'costCentre', test: 'is', values: ['CSE01'] }],
    result: { initiative: 'I-01', agreement: '', place: 'E23000010', category: null },
    profiles: [],
    why: 'As agreed',
    enteredBy: 1,
    seq: 1,
    ...changes,
  };
}

/** Two organisations, the second of which was merged into the first. */
export const NAMES: SupplierNames = {
  organisationOf: (name) => ({ 'leeds cc': 1, 'leeds city council': 1, kirklees: 3 })[name.toLowerCase()] ?? null,
  survivorOf: (id) => (id === 2 ? 1 : id),
};

export const WORDING: RuleWording = {
  profiles: [],
  organisation: (id) => (id === 3 ? 'Kirklees Council' : 'Leeds City Council'),
  profile: (name) => `“${name}”`,
};
