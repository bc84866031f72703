import { type Act, perform } from '../../../src/audit/act.ts';
import { recordChoices } from '../../../src/spend/coding/choice.store.ts';
import type { CodableLine } from '../../../src/spend/coding/codable-line.ts';
import { addRule, readDecide } from '../../../src/spend/coding/coding-rule.store.ts';
import type { Coding, NewCodingRule, RuleResult } from '../../../src/spend/coding/coding-rule.ts';
import type { Condition } from '../../../src/spend/coding/condition.ts';
import type { Signature } from '../../../src/spend/coding/suggestion.ts';
import type { World } from '../../world.ts';
import { ledgerLine } from './lines.ts';

export const TO_I01: Coding = { initiative: 'I-01', agreement: '', place: 'E23000010', category: '4' };
export const TO_I02: Coding = { ...TO_I01, initiative: 'I-02' };
export const TO_I03: Coding = { ...TO_I01, initiative: 'I-03' };
export const CSE01: Condition = { field: 'costCentre', test: 'is', values: ['CSE01'] };
export const FROM_41: Condition = { field: 'account', test: 'startsWith', values: ['41'] };

/** The people of the small office at their coding rules. */
export class CodingDesk {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  async officeId(): Promise<number> {
    return (await this.world.doer('finance@demo.example')).officeId;
  }

  /** One act of somebody; answers the act's number. */
  async does(who: string, work: (act: Act) => Promise<unknown>): Promise<number> {
    const doer = await this.world.doer(`${who}@demo.example`);
    return perform(this.world.site, doer, 'story', null, async (act) => {
      await work(act);
      return { subject: { kind: 'story', ref: '' }, result: act.seq };
    });
  }

  async makes(
    who: string,
    conditions: Condition[],
    result: RuleResult = TO_I01,
    more: Partial<NewCodingRule> = {},
  ): Promise<string> {
    let ref = '';
    await this.does(who, async (act) => {
      ref = await addRule(act, { conditions, result, profiles: [], why: 'As agreed', ...more });
    });
    return ref;
  }

  async decides(line: Partial<CodableLine>, upToSeq?: number) {
    return (await readDecide(this.world.db, await this.officeId(), upToSeq))(ledgerLine(line));
  }

  /** Somebody codes lines by hand, or leaves them out. */
  chooses(
    who: string,
    supplier: string,
    result: RuleResult = TO_I02,
    changes: Partial<Signature> = {},
    lines = 4,
  ): Promise<number> {
    const signature: Signature = {
      profile: 'own-template',
      supplier,
      account: '5300',
      costCentre: 'CSE02',
      project: null,
      area: null,
      categoryText: null,
      ...changes,
    };
    return this.does(who, (act) => recordChoices(act, [{ signature, result, lines }]));
  }
}

/** What somebody types to make a rule; a test changes what it is about. */
export function typedRule(changes: Record<string, string> = {}): Record<string, string> {
  return {
    'field-1': 'costCentre',
    'test-1': 'is',
    'values-1': 'CSE01',
    'field-2': 'account',
    'test-2': 'startsWith',
    'values-2': '41',
    initiative: 'I-01',
    agreement: 'AG-2015-001',
    place: 'E08000035',
    category: '5',
    why: 'Agreed with the force',
    ...changes,
  };
}
