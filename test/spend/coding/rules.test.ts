import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CODE_FIELDS,
  type CodableLine,
  LINE_FIELD_NAMES,
  type LineField,
  plainForm,
} from '../../../src/spend/coding/codable-line.ts';
import { type CodingRule, ruleFault, ruleSentence } from '../../../src/spend/coding/coding-rule.ts';
import { compileRules, type Decided } from '../../../src/spend/coding/compile.ts';
import { type Condition, conditionFault } from '../../../src/spend/coding/condition.ts';
import { explainLine } from '../../../src/spend/coding/explain.ts';
import { neverReached } from '../../../src/spend/coding/overlap.ts';
import { effortGauge } from '../../effort.ts';
import { ledgerLine, NAMES, rule, WORDING } from './lines.ts';

const fits = (condition: Condition, line: Partial<CodableLine>): boolean =>
  compileRules([rule(1, { conditions: [condition] })], NAMES)(ledgerLine(line)) !== null;

describe('a condition', () => {
  test.each<[Condition['test'], LineField, string[], string | null, boolean]>([
    ['is', 'account', ['4100'], '4100', true],
    ['is', 'account', ['4100'], '41000', false],
    ['is', 'account', ['4100', '5100'], '5100', true],
    ['is', 'costCentre', ['cse01'], 'CSE01', true],
    ['is', 'costCentre', [' CSE  01 '], 'cse\u00a001', true],
    ['is', 'costCentre', ['CSE 01'], 'CSE01', false],
    ['is', 'account', ['4100'], null, false],
    ['is', 'account', ['4100'], '  ', false],
    ['startsWith', 'account', ['41'], '4100', true],
    ['startsWith', 'account', ['41'], '5410', false],
    ['startsWith', 'account', ['51', '41'], '4100', true],
    ['contains', 'text', ['support ROLE'], 'Victim-Support  role, July', true],
    ['contains', 'text', ['.*'], 'anything', false],
    ['contains', 'text', ['a.c'], 'abc', false],
    ['contains', 'text', ['(40%)'], 'Share (40%) of a post', true],
    ['between', 'account', ['4100', '4199'], '4100', true],
    ['between', 'account', ['4100', '4199'], '4199', true],
    ['between', 'account', ['4100', '4199'], '4200', false],
    ['between', 'account', ['4100', '4199'], '41005', false],
    ['between', 'account', ['4100', '4199'], '415', false],
    ['between', 'project', ['P10', 'P19'], 'p15', true],
    ['organisation', 'supplier', ['1'], 'LEEDS CC', true],
    ['organisation', 'supplier', ['2'], 'Leeds City Council', true],
    ['organisation', 'supplier', ['1'], 'Kirklees', false],
    ['organisation', 'supplier', ['1'], 'Nobody known', false],
  ])('%s of the %s with %j fits %j: %j', (kind, field, values, said, expected) => {
    expect(fits({ field, test: kind, values }, { [field]: said })).toBe(expected);
  });

  test('whose words two people removed fits nothing, not even the mark that stands for them', () => {
    expect(fits({ field: 'text', test: 'contains', values: [] }, { text: '[removed]' })).toBe(false);
  });

  test.each<[string, Condition]>([
    ['at least one value', { field: 'account', test: 'is', values: [] }],
    ['none of them empty', { field: 'account', test: 'startsWith', values: [' '] }],
    ['only codes', { field: 'text', test: 'between', values: ['1', '2'] }],
    ['the first and the last', { field: 'account', test: 'between', values: ['1'] }],
    ['as many characters', { field: 'account', test: 'between', values: ['410', '4199'] }],
    ['wrong way round', { field: 'account', test: 'between', values: ['4199', '4100'] }],
    ['letters and digits', { field: 'account', test: 'between', values: ['41-0', '41-9'] }],
    ['only the supplier', { field: 'account', test: 'organisation', values: ['1'] }],
    ['several organisations', { field: 'supplier', test: 'organisation', values: ['1', '3'] }],
    ['51 values', { field: 'account', test: 'is', values: Array.from({ length: 51 }, (_, at) => String(at)) }],
    ['longer than 100', { field: 'text', test: 'contains', values: ['x'.repeat(101)] }],
  ])('is refused: %s', (part, condition) => {
    expect(conditionFault(condition)).toContain(part);
    expect(ruleFault({ conditions: [rule(1).conditions[0] as Condition, condition] })?.condition).toBe(1);
  });

  test('is needed: a rule without one would take every line', () => {
    expect(ruleFault({ conditions: [] })?.fault).toContain('at least one condition');
    expect(ruleFault(rule(1))).toBeNull();
  });
});

describe('rules', () => {
  const account: Condition = { field: 'account', test: 'startsWith', values: ['41'] };

  test('read aloud', () => {
    const conditions = [rule(1).conditions[0] as Condition, account];
    const result = { initiative: 'I-01', agreement: 'AG-2014-001', place: 'E08000035', category: '5' };
    expect(ruleSentence({ conditions, result, profiles: [] }, WORDING)).toBe(
      'When the cost centre is CSE01 and the account starts with 41, it is I-01 under AG-2014-001, Leeds, 5 Third party payments.',
    );
    const of: Condition[] = [
      { field: 'supplier', test: 'organisation', values: ['3'] },
      { field: 'account', test: 'between', values: ['4100', '4199'] },
      { field: 'text', test: 'contains', values: ['a', 'b', 'c'] },
    ];
    const plain = { initiative: 'I-02', agreement: '', place: 'E23000010', category: null };
    expect(ruleSentence({ conditions: of, result: plain, profiles: ['ledger', 'other'] }, WORDING)).toBe(
      'In files of “ledger” or “other”, when the supplier is Kirklees Council under any of its names and the account is between 4100 and 4199 and the text of the line contains a, b or c, it is I-02 without an agreement, All West Yorkshire, with the file’s own category.',
    );
  });

  test('the first that fits decides, by the order and not by the reference', () => {
    const wide = rule(2, { ref: 'CR-001' });
    const narrow = rule(1, { ref: 'CR-002', conditions: [...wide.conditions, account] });
    const decide = compileRules([wide, narrow], NAMES);
    expect(decide(ledgerLine())).toEqual({ rule: 'CR-002', ...narrow.result });
    expect(decide(ledgerLine({ account: '5100' }))).toEqual({ rule: 'CR-001', ...wide.result });
    expect(decide(ledgerLine({ costCentre: 'X' }))).toBeNull();
    const turned = compileRules(
      [
        { ...wide, position: 1 },
        { ...narrow, position: 2 },
      ],
      NAMES,
    );
    expect(turned(ledgerLine())).toEqual({ rule: 'CR-001', ...wide.result });
  });

  test('tell lines apart whose fields run together', () => {
    const rules = [
      rule(1, { conditions: [{ field: 'account', test: 'is', values: ['1'] }] }),
      rule(2, { conditions: [{ field: 'project', test: 'startsWith', values: ['1'] }] }),
    ];
    const decide = compileRules(rules, NAMES);
    expect(decide(ledgerLine({ account: '1', project: '21' }))).toMatchObject({ rule: 'CR-001' });
    expect(decide(ledgerLine({ account: '12', project: '1' }))).toMatchObject({ rule: 'CR-002' });
    expect(decide(ledgerLine({ account: '1|1:1', project: null }))).toBeNull();
  });

  test('one for other profiles, or retired, does not decide', () => {
    const elsewhere = rule(1, { profiles: ['council-spend'] });
    const retired = rule(2, { state: 'retired' });
    const last = rule(3);
    expect(compileRules([elsewhere, retired, last], NAMES)(ledgerLine())).toMatchObject({ rule: 'CR-003' });
    expect(compileRules([elsewhere], NAMES)(ledgerLine({ profile: 'council-spend' }))).toMatchObject({
      rule: 'CR-001',
    });
  });

  test('one whose target is over stops the line, so that it does not fall to a later one', () => {
    const stopped = rule(1, { stopped: 'I-03 is closed' });
    expect(compileRules([stopped, rule(2)], NAMES)(ledgerLine())).toEqual({
      stopped: 'CR-001',
      reason: 'CR-001 would decide, but I-03 is closed',
    });
  });

  test('say why each above the one that decides does not', () => {
    const rules = [
      rule(1, { conditions: [...rule(1).conditions, { ...account, values: ['51', '61'] }] }),
      rule(2, { conditions: [{ field: 'supplier', test: 'organisation', values: ['3'] }], profiles: ['other'] }),
      rule(3, { conditions: [{ field: 'project', test: 'contains', values: ['P'] }] }),
      rule(4),
      rule(5),
    ];
    const line = ledgerLine();
    const decided = compileRules(rules, NAMES)(line);
    const { asked } = explainLine(rules, line, { names: NAMES, wording: WORDING, decided });
    expect(asked.map(({ rule: { ref }, misses }) => [ref, ...misses])).toEqual([
      ['CR-001', 'the account 4100 does not start with 51 or 61'],
      ['CR-002', 'it is for files of “other”', 'the supplier Leeds CC is not a name of Kirklees Council alone'],
      ['CR-003', 'the line has no project code'],
      ['CR-004'],
    ]);
  });
});

describe('rules that can never decide', () => {
  const of = (...conditions: Condition[]) => conditions;
  const wide = rule(1, { conditions: of({ field: 'account', test: 'startsWith', values: ['41', '51'] }) });

  test.each<[string, Condition[], Partial<CodingRule>, boolean]>([
    ['the same condition', [...wide.conditions], {}, true],
    ['a longer start', of({ field: 'account', test: 'startsWith', values: ['410'] }), {}, true],
    ['codes that start so', of({ field: 'account', test: 'is', values: ['4100', '5100'] }), {}, true],
    ['one more condition', [...wide.conditions, ...rule(1).conditions], {}, true],
    ['fewer profiles', [...wide.conditions], { profiles: ['ledger'] }, true],
    ['one value beside them', of({ field: 'account', test: 'startsWith', values: ['41', '61'] }), {}, false],
    ['a shorter start', of({ field: 'account', test: 'startsWith', values: ['4'] }), {}, false],
    ['another field', of({ field: 'project', test: 'is', values: ['4100'] }), {}, false],
    ['a retired rule', [...wide.conditions], { state: 'retired' }, false],
  ])('are found where it is proved: %s', (_name, conditions, changes, found) => {
    const rules = [wide, rule(2, { conditions, ...changes })];
    expect([...neverReached(rules, NAMES)]).toEqual(found ? [['CR-002', 'CR-001']] : []);
  });

  test.each<[string, string[], boolean]>([
    ['each holds the part', ['victim support', 'support role'], true],
    ['one does not', ['victim support', 'role'], false],
  ])('are found by a part of a text: %s', (_name, values, found) => {
    const part = rule(1, { conditions: of({ field: 'text', test: 'contains', values: ['Support'] }) });
    const rules = [part, rule(2, { conditions: of({ field: 'text', test: 'startsWith', values }) })];
    expect(neverReached(rules, NAMES).has('CR-002')).toBe(found);
  });

  test('are none when the earlier one holds for fewer profiles', () => {
    const rules = [{ ...wide, profiles: ['ledger'] }, rule(2, { conditions: wide.conditions })];
    expect(neverReached(rules, NAMES).size).toBe(0);
    expect(
      neverReached(
        [
          { ...wide, profiles: ['ledger'] },
          { ...wide, ref: 'CR-009', position: 2, profiles: ['ledger'] },
        ],
        NAMES,
      ).size,
    ).toBe(1);
  });

  test('are found by the organisation behind a spelt-out supplier', () => {
    const organisation = rule(1, { conditions: of({ field: 'supplier', test: 'organisation', values: ['2'] }) });
    const spelt = (name: string) => rule(2, { conditions: of({ field: 'supplier', test: 'is', values: [name] }) });
    expect(neverReached([organisation, spelt('leeds cc')], NAMES).has('CR-002')).toBe(true);
    expect(neverReached([organisation, spelt('Leeds')], NAMES).has('CR-002')).toBe(false);
  });
});

/** Few and short texts, so that rules and lines meet. */
const said = fc.constantFrom('1', '12', '121', '2', '21', 'Ab', ' aB ', 'ab c', 'AB  C', '', 'b');
const supplier = fc.constantFrom('Leeds CC', 'leeds city council', 'Kirklees', 'kirk', '12');
const fields: LineField[] = ['account', 'costCentre', 'supplier', 'text'];
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constantFrom(...fields),
    test: fc.constantFrom('is' as const, 'startsWith' as const, 'contains' as const),
    values: fc.array(
      fc.oneof(said, supplier).filter((text) => text !== ''),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    field: fc.constantFrom<LineField>('account', 'costCentre'),
    test: fc.constant('between' as const),
    values: fc.constantFrom(['1', '2'], ['12', '21'], ['100', '200']),
  }),
  fc.record({
    field: fc.constant<LineField>('supplier'),
    test: fc.constant('organisation' as const),
    values: fc.constantFrom(['1'], ['2'], ['3']),
  }),
);
const rules: fc.Arbitrary<CodingRule[]> = fc
  .array(
    fc.record({
      conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
      profiles: fc.subarray(['ledger', 'other']),
      state: fc.constantFrom('active' as const, 'active' as const, 'retired' as const),
      stopped: fc.constantFrom(null, null, 'I-03 is closed'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((many) => many.map((changes, at) => rule(at + 1, changes)));
const line: fc.Arbitrary<CodableLine> = fc
  .record({
    profile: fc.constantFrom('ledger', 'other'),
    account: fc.option(said),
    costCentre: fc.option(said),
    supplier,
    text: fc.option(said),
  })
  .map((changes) => ledgerLine(changes));

/** The rules read one after the other as a person would, written without anything of the program's. */
function naively(all: readonly CodingRule[], { profile, ...texts }: CodableLine): Decided | null {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .split(/\s/)
      .filter((word) => word !== '')
      .join(' ');
  for (const { ref, state, profiles, conditions, stopped, result } of [...all].sort(
    (a, b) => a.position - b.position,
  )) {
    if (state === 'retired' || (profiles.length > 0 && profiles.indexOf(profile) < 0)) continue;
    let fitting = 0;
    for (const { field, test: kind, values } of conditions) {
      const text = plain(texts[field] ?? '');
      const held = values.map(plain);
      let hit = false;
      if (kind === 'organisation') hit = NAMES.organisationOf(texts.supplier) === NAMES.survivorOf(Number(held[0]));
      else if (text === '') hit = false;
      else if (kind === 'between') {
        hit = text.length === held[0]?.length && Number(text) >= Number(held[0]) && Number(text) <= Number(held[1]);
      } else {
        for (const value of held) {
          const at = text.indexOf(value);
          if (kind === 'is' ? text === value : kind === 'startsWith' ? at === 0 : at >= 0) hit = true;
        }
      }
      if (hit) fitting += 1;
    }
    if (fitting < conditions.length) continue;
    return stopped === null
      ? { rule: ref, ...result }
      : { stopped: ref, reason: `${ref} would decide, but ${stopped}` };
  }
  return null;
}

describe('for any rules and lines', () => {
  test('what is compiled answers as a plain reading does, in any order of asking', () => {
    fc.assert(
      fc.property(rules, fc.array(line, { minLength: 1, maxLength: 12 }), (all, lines) => {
        const decide = compileRules(
          fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), 1)[0] as CodingRule[],
          NAMES,
        );
        for (const one of [...lines, ...lines]) expect(decide(one)).toEqual(naively(all, one));
      }),
      { numRuns: 500 },
    );
  });

  test('capitals and spaces of a line and of a rule make no difference', () => {
    const shouted = (text: string) => `  ${text.toUpperCase().replaceAll(' ', ' \t ')} `;
    fc.assert(
      fc.property(rules, line, (all, one) => {
        const louder = all.map((each) => ({
          ...each,
          conditions: each.conditions.map((asked) => ({ ...asked, values: asked.values.map(shouted) })),
        }));
        const other = { ...one, account: one.account && shouted(one.account), text: one.text && shouted(one.text) };
        expect(compileRules(louder, NAMES)(one)).toEqual(compileRules(all, NAMES)(one));
        expect(compileRules(all, NAMES)(other)).toEqual(compileRules(all, NAMES)(one));
      }),
    );
  });

  test('what is explained agrees with what is decided', () => {
    fc.assert(
      fc.property(rules, line, (all, one) => {
        const decided = compileRules(all, NAMES)(one);
        const { asked } = explainLine(all, one, { names: NAMES, wording: WORDING, decided });
        const fitting = asked.filter(({ misses }) => misses.length === 0).map(({ rule: { ref } }) => ref);
        const by = decided === null ? [] : ['rule' in decided ? decided.rule : decided.stopped];
        expect(fitting).toEqual(by);
      }),
    );
  });

  test('a rule said to be never reached is never reached', () => {
    let found = 0;
    fc.assert(
      fc.property(rules, fc.array(line, { minLength: 5, maxLength: 20 }), (all, lines) => {
        const dead = neverReached(all, NAMES);
        found += dead.size;
        const decide = compileRules(all, NAMES);
        for (const one of lines) {
          const decided = decide(one);
          if (decided !== null) expect(dead.has('rule' in decided ? decided.rule : decided.stopped)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(20);
  });

  test('the plain form of a plain form is itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => plainForm(plainForm(text)) === plainForm(text)));
  });
});

test('a million lines are decided with little effort for each', async () => {
  const many = Array.from({ length: 60 }, (_, at) =>
    rule(at + 1, {
      conditions: [
        { field: 'costCentre', test: 'is', values: [`CSE${at}`] },
        { field: 'account', test: 'startsWith', values: ['41', '5'] },
      ],
    }),
  );
  const decide = compileRules(many, NAMES);
  let decided = 0;
  const effort = await effortGauge()(() => {
    for (let at = 0; at < 1_000_000; at += 1) {
      const line = { costCentre: `CSE${at % 80}`, account: String(4100 + (at % 700)), reference: `R${at}` };
      if (decide(ledgerLine(line))) decided += 1;
    }
  });
  expect(decided).toBeGreaterThan(100_000);
  expect(effort).toBeLessThan(300);
});

test('codes are fields of a line', () => {
  expect(CODE_FIELDS.filter((field) => !LINE_FIELD_NAMES.includes(field))).toEqual([]);
});
