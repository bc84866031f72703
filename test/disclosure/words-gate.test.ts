import { describe, expect, test } from '@jest/globals';
import { type FindingKind, personalWords } from '../../src/disclosure/words-gate.ts';
import { effortGauge } from '../effort.ts';

const TODAY = '2015-07-31';

describe('the gate on words', () => {
  test.each<[FindingKind, string]>([
    ['name-and-age', 'Amy, 14, said that nobody had listened'],
    ['name-and-age', 'We heard from Amy (14) and her friends'],
    ['name-and-age', 'Zoë, 15, told us'],
    ['name-and-age', 'Élodie (13) came twice'],
    ['name-and-age', 'AMY, 14'],
    ['name-and-age', 'Amy aged 14 lives with her aunt'],
    ['name-and-age', 'Mohammed Ali, aged fifteen, had waited'],
    ['name-and-age', 'Amy is 14 years old'],
    ['name-and-age', 'Amy is 14.'],
    ['name-and-age', 'Aisha, who is 16, asked for a woman officer'],
    ['name-and-age', 'the case of 14-year-old Amy'],
    ['name-and-age', 'Jay was 13 when it began'],
    ['name-and-age', 'Amy,\u00a014,\u200b said'],
    ['birth', 'born on 3 May 2001'],
    ['birth', 'DOB: 03/05/01'],
    ['birth', 'date of birth 2001-05-03'],
    ['birth', 'She was born in 2001'],
    ['birth', 'It was 3rd of May 2001'],
    ['birth', 'Her birthday is 3 May'],
    ['phone', 'Ring 07700 900123'],
    ['phone', 'Call (0113) 496 0000 after school'],
    ['phone', 'text +44 7700 900 123'],
    ['phone', '01924294000'],
    ['e-mail', 'write to amy.jones@example.org'],
    ['handle', 'she is @amy_leeds online'],
    ['handle', 'His snapchat is jay2000'],
    ['postcode', 'near LS1 4HR'],
    ['postcode', 'from wf11dl'],
    ['address', 'the house at 12 Acacia Avenue'],
    ['reference', 'crime ref 13150123456'],
    ['reference', 'Crime number: WY/12345/15'],
    ['reference', 'log 1234 of the day'],
    ['nhs-number', 'NHS number 943 476 5919'],
    ['reference', 'NHS number 943 476 5918'],
    ['reference', 'known as 13150123456'],
    ['insurance-number', 'AB 12 34 56 C'],
    ['class', 'the girls of class 9B'],
    ['class', 'Year 8C had a session'],
    ['class', 'pupils in 10C felt'],
    ['class', 'Mrs Khan’s class liked it'],
    ['class', 'Year 9 at Example Academy'],
    ['one-person', 'the one young person who spoke'],
    ['one-person', 'The only girl in the group'],
    ['one-person', 'One boy said that'],
    ['one-person', 'a particular child had waited'],
    ['one-person', 'one vulnerable girl said'],
    ['one-person', 'a girl called amy'],
    ['one-person', 'A 14-year-old had told nobody'],
    ['one-person', 'a fourteen year old'],
    ['quote', 'They said “I was not listened to”'],
    ['quote', 'One said "they never told me what happened next"'],
    ['quote', "They said 'I did not know who to ask'"],
  ])('finds %s in %j', (kind, text) => {
    expect(personalWords(text, TODAY).map((finding) => finding.kind)).toContain(kind);
  });

  test.each([
    'Young people want one person who tells them what happens next, by text message, within a week.',
    'Six groups in Leeds, Bradford, Calderdale, Kirklees and Wakefield took part in June 2015.',
    'Leeds, 14 sessions; Bradford, 12 sessions; in Kirklees, 9 of them in colleges.',
    'In Leeds, 48 performances reached 6,267 pupils, and 920 questionnaires came back.',
    'Understanding rose from 58% before to 100% after; there were 12 disclosures.',
    'Pupils aged 14 to 16 asked for shorter sessions. Girls aged 11 and 12 did not.',
    'Most of them were 16 or 17. The average was 15.',
    'Young people aged 16 to 18 and 14-year-olds felt the same.',
    'Year 9 pupils in all five districts asked for longer sessions.',
    'Sessions for Years 7 to 9 took place in 10 schools.',
    'The £1,500,000 of 2014/15 and 2015/16 pays for 30 investigators; £440,000 came in March 2015.',
    'The net amount was £12,345,678.00.',
    'See D-2015-001, AL-2014-001, SP-2015-16-000012, HO-2014-15-Q4 and RC-001.',
    'Case notes of 2014-15 were reviewed. The police reviewed 576 cases: 177 good, 179 adequate, 220 inadequate.',
    'HMIC published “In Harm’s Way” on 2 July 2015; the inspection was in August 2014.',
    "'Youth Voice Your PCC' met on Friday, 12 June, and on Monday, 15 June 2015.",
    'Section 55, Police Act 1996; schedule 4A of the Act of 2017.',
    'The Commissioner wrote to the Home Secretary on 17 July 2015.',
    'In Q4 1st place went to colleges; in Q1 2nd.',
    'Place codes are E08000035 and E23000010.',
    'When a child goes missing, carers want to know whom to ring. Each child is heard.',
    'Children said that they are asked the same questions again and again by different people.',
    'One in five did not know that they may ask for a woman officer. One school cancelled. One group met twice.',
    'Attendance was 14, up from 9 in April.',
    'No change, because the rooms are booked until 31 March 2016.',
    'The group was told at its meeting of 24 July 2015 what had changed, in person.',
    'A form of words was agreed; set 2 videos aside; the class of 2015 is larger.',
    'It is for you, your parents and your carers, 24 hours a day, 7 days a week.',
  ])('lets ordinary words pass: %j', (text) => {
    expect(personalWords(text, TODAY)).toEqual([]);
  });

  test('says which words and why, in the order of the text, each once', () => {
    const found = personalWords('Amy, 14, of LS1 4HR wrote to us.', TODAY);
    expect(found.map(({ words, why }) => `${words} ${why}`)).toEqual([
      'Amy, 14 looks like somebody with an age',
      'LS1 4HR looks like a postcode',
    ]);
  });

  test('is quick whatever is typed, and says when a text is too long', async () => {
    const hostile = [
      'a'.repeat(20_000),
      'A'.repeat(20_000),
      '0'.repeat(20_000),
      '0 '.repeat(10_000),
      ' '.repeat(20_000),
      'Amy, '.repeat(4_000),
      'Amy is '.repeat(2_800),
      '"I '.repeat(6_000),
      "'I ".repeat(6_000),
      'a.'.repeat(10_000),
      `${'a.'.repeat(9_000)}@${'b.'.repeat(900)}`,
      '@'.repeat(20_000),
      'one a '.repeat(3_300),
      'crime '.repeat(3_300),
      'Year 9 A '.repeat(2_200),
      'born '.repeat(4_000),
      '1/'.repeat(10_000),
      'Mr A'.repeat(5_000),
      '12 Aa '.repeat(3_000),
      '\u200b'.repeat(20_000),
    ];
    const effort = effortGauge();
    for (const text of hostile) {
      const found = await effort(() => personalWords(text, TODAY));
      expect([text.slice(0, 8), found < 30 ? 'little' : found]).toEqual([text.slice(0, 8), 'little']);
    }
    expect(personalWords('a'.repeat(20_001), TODAY)).toHaveLength(1);
  });
});
