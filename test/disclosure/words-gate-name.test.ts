import { describe, expect, test } from '@jest/globals';
import { COMMON_NAMES } from '../../src/audit/gate/name-list.ts';
import { type FieldSort, type FindingKind, personalWords } from '../../src/disclosure/words-gate.ts';
import { AllowedNames } from '../../src/disclosure/words-gate-name.ts';
import { mayBePersonal } from '../../src/disclosure/words-gate-quick.ts';

const TODAY = '2015-07-31';
const BODIES = ['Barnardo’s', 'Leeds City Council', 'Stephen Lawrence House', 'Hussain and Smith', 'Marsden', 'Leeds'];
const KNOWLEDGE = {
  names: COMMON_NAMES,
  bodies: new AllowedNames(BODIES),
  staff: new AllowedNames([...BODIES, 'Helen Cross', 'Grace Obi']),
};

function found(text: string, field?: FieldSort): string[] {
  return personalWords(text, TODAY, KNOWLEDGE, field).map(({ kind, words }) => `${kind}: ${words}`);
}

describe('common names', () => {
  test.each<[text: string, words: string]>([
    ['We met Chloe twice', 'Chloe'],
    ['chloe was not listened to', 'chloe'],
    ['Support for Chloe Kowalska was late', 'Chloe Kowalska'],
    ['CHLOE SMITH', 'CHLOE SMITH'],
    ['Placement of Aisha’s sister', 'Aisha'],
    ['Zoë came back', 'Zoë'],
    ['Anne-Marie asked', 'Anne-Marie'],
    ['Mrs Khan rang', 'Mrs Khan'],
    ['Mr. A. Khan rang', 'Mr. A. Khan'],
    ['MRS A HUSSAIN', 'MRS A HUSSAIN'],
    ['DC Ward took the statement', 'DC Ward'],
    ['The Hussain family', 'Hussain'],
    ['SMITH J', 'SMITH J'],
    ['J SMITH', 'J SMITH'],
    ['J. Ward', 'J. Ward'],
    ['Grace Smith moved', 'Grace Smith'],
    ['Mark Taylor moved', 'Mark Taylor'],
    ['Rose Patel moved', 'Rose Patel'],
    ['Grace said that she waited', 'Grace'],
    ['a girl whom we knew, named Hope', 'Hope'],
    ['James Hall moved', 'James Hall'],
    ['Will Smith and May Begum', 'Will Smith'],
    ['Taxi for Leah, Bradford to Leeds', 'Leah'],
    ['Grace Obi-Patel moved', 'Grace Obi-Patel'],
  ])('finds the name in %j', (text, words) => {
    expect(found(text)).toContain(`name: ${words}`);
  });

  test.each([
    'In May and June Leeds, Bradford and Wakefield reported; in April, Calderdale.',
    'Grace periods apply. Mark the date. Will they come? Hope is not a plan.',
    'The hall in Rose Hill was booked; Holly Park and Heath Hall were full.',
    'Rooms at Charlotte Street, St James’s Hospital, Victoria Road and the Thomas Coram Foundation.',
    'The Stephen Lawrence House sessions, and those of Barnardo’s in Marsden.',
    'HUSSAIN AND SMITH SOLICITORS',
    'JAMES & CO LTD',
    'KING EDWARD HOUSE',
    'MAY RECHARGE',
    'MARK UP ON STATIONERY',
    'Miss the deadline and the money lapses. Dr to the suspense account.',
    'Young people from Leeds City Council’s groups met the Commissioner.',
    'The Safeguarding Coordinator and the Chief Executive of Kirklees Council met.',
    'Bill of the venue paid. Rob was not said. Art sessions, summer scheme, autumn tour.',
    'A hall, a park, a wood and a field. I will read it. A baker, a cook and a mason.',
    'West Yorkshire Police; North and West; Green, Amber/Green and Red.',
    'Foster care, young people, the price, the page, the case, a long day.',
    'On May Day and in the Day of Action week.',
    'The Jay report was read; so were the Casey findings.',
    'Frank answers were given; rich detail; a dean of the college; a grant from the PCC.',
    'Ash Ward of the hospital closed; Sky news; Amber alert; Jack plug; Iris scan.',
  ])('lets ordinary words, places and bodies pass: %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  test('of the office’s own people are none in a field for people, and are one elsewhere', () => {
    expect(found('Helen Cross and Grace Obi', 'people')).toEqual([]);
    expect(found('Helen Cross', 'narrative')).toEqual(['name: Helen Cross']);
    expect(found('Helen Smith', 'people')).toEqual(['name: Helen Smith']);
    expect(found('Helen rang', 'people')).toEqual(['name: Helen']);
  });
});

describe('small numbers of young people', () => {
  test.each([
    ['the three girls in Halifax', 'three girls'],
    ['2 children were moved', '2 children'],
    ['Two of the young people asked', 'Two of the young people'],
    ['both girls', 'both girls'],
    ['a couple of pupils left', 'a couple of pupils'],
    ['four vulnerable young women', 'four vulnerable young women'],
    ['5 victims were safeguarded', '5 victims'],
  ])('are found: %j', (text, words) => {
    expect(found(text)).toContain(`small-number: ${words}`);
  });

  test.each([
    '6 girls and 12 boys, 48 pupils',
    'Both boys and girls came',
    'Year 5 pupils; pupils aged 5',
    'one in five young people; fewer than 5 children',
    'two children’s homes, three children’s services, four youth workers',
    '£5 victims’ fund; 1,005 pupils; 2.5 children on average; 45 children',
    'Two or three investigators each month; two sessions; three districts',
  ])('are none in %j', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('numbers that are somebody’s', () => {
  test.each<[FindingKind, string]>([
    ['nhs-number', '943 476 5919'],
    ['nhs-number', '9434765919'],
    ['nhs-number', '943-476-5919 of the record'],
    ['insurance-number', 'AB 12 34 56 C'],
    ['insurance-number', 'ab123456c'],
  ])('are found: %s %j', (kind, text) => {
    expect(found(text).map((one) => one.split(':')[0])).toContain(kind);
  });

  test('with a wrong check digit are no NHS number', () => {
    expect(found('943 476 5918').join()).not.toContain('nhs-number');
    expect(found('111 111 1111').join()).not.toContain('nhs-number');
  });

  test('that were never given out are no National Insurance number', () => {
    for (const text of ['BG123456C', 'DA123456A', 'AO123456A', 'AB123456E', 'AB1234567C'])
      expect(found(text).join()).not.toContain('insurance-number');
  });

  test('of invoices pass in a reference and in what a finance system wrote, and those with a label do not', () => {
    for (const field of ['reference', 'imported'] as const) {
      expect(found('INV 13150123456', field)).toEqual([]);
      expect(found('9434765919', field)).toEqual([]);
      expect(found('01132960000', field)).toEqual([]);
      expect(found('Crime ref 13150123456', field)).toEqual(['reference: Crime ref 13150123456']);
      expect(found('AB123456C', field)).toEqual(['insurance-number: AB123456C']);
      expect(found('Taxi Chloe LS1 4HR', field)).toEqual(['name: Chloe', 'postcode: LS1 4HR']);
    }
  });
});

test('names are looked for quickly, whatever is typed', () => {
  for (const text of [
    'Amy '.repeat(5000),
    'Mr '.repeat(6000),
    'A '.repeat(10_000),
    'Leeds City '.repeat(1800),
    "a'".repeat(10_000),
    'St '.repeat(6000),
    'three of the '.repeat(1500),
    '943 476 5918 '.repeat(1500),
    'May-'.repeat(5000),
  ]) {
    const start = performance.now();
    found(text);
    expect([text.slice(0, 8), performance.now() - start < 1_000]).toEqual([text.slice(0, 8), true]);
  }
});

test.each([
  ...['Taxi for Chloe', 'SMITH J', 'MRS A HUSSAIN', 'Grace Smith', 'Grace said so', 'J Ward', 'A girl named Hope'],
  ...[
    'Fares of 3 girls',
    'both of the young people',
    'the one boy',
    'Zofia, 14',
    'Zofia (14)',
    'Zofia is 14 years old',
  ],
  ...['Crime ref 13150123456', 'police log 1234', 'LS1 4HR', 'AB 12 34 56 C', 'a@b.example', '12 Acacia Avenue'],
  ...['Zoë', 'Anne-Marie', 'dob 3 May 2001', 'Aisha’s fare', "Aisha's fare", 'the only girl', '14-year-old Zofia'],
])('a line that says something is never passed over by the glance at it: %j', (text) => {
  expect(found(text, 'imported')).not.toEqual([]);
  expect(mayBePersonal(text, COMMON_NAMES)).toBe(true);
});

test('a line that says nothing is passed over at a glance', () => {
  for (const text of [
    'Victim support role first quarter',
    'Recharge July 2015',
    'Foster care, nights of July',
    'West Yorkshire Police recharge',
    'Invoice 12345678 cost centre 51',
  ])
    expect([text, mayBePersonal(text, COMMON_NAMES)]).toEqual([text, false]);
});
