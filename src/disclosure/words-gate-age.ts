const AGES: Record<string, number> = {
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const AGE = `(\\d{1,2}|${Object.keys(AGES).join('|')})`;
const NAME = "(\\p{Lu}[\\p{L}'-]{0,20}(?:\\.| \\p{Lu}[\\p{L}'-]{1,20})?)";

/** How an age stands by a name. What follows a bare number must not make it a number of something. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`(?<![\\p{L}\\d])${NAME},? ?\\((?:aged? )?${AGE}(?: years?(?: old)?| ?yrs?| ?yo)?\\)`, 'gu'),
  new RegExp(
    `(?<![\\p{L}\\d])${NAME},? (?:who (?:is|was) |is |was )?(?:just |only )?aged? ${AGE}\\b(?! ?(?:to|and|or|-))`,
    'gu',
  ),
  new RegExp(
    `(?<![\\p{L}\\d])${NAME},? (?:who (?:is|was) |is |was )?(?:just |only )?${AGE}[ -]?(?:years?[ -]old|yrs?[ -]old|yo)\\b`,
    'gu',
  ),
  new RegExp(
    `(?<![\\p{L}\\d])${NAME},? (?:who (?:is|was)|is|was|turned|will be) (?:just |only |now )?${AGE}(?=[,;.!?]? ?(?:$|\\n|and |when |at |now|who )|[,;.!?] )`,
    'gu',
  ),
  new RegExp(
    `(?<![\\p{L}\\d])${NAME}, ${AGE}(?=[,;.!?)]|$|\\n| (?:from|said|told|who|lives|goes|attends|at|in) )`,
    'gu',
  ),
  new RegExp(`\\b${AGE}[ -]years?[ -]old ${NAME}(?!\\p{L})`, 'gu'),
];

/** Words with a capital that are not somebody, beside which a number is no age. */
const NOBODY = new Set(
  (
    'january february march april may june july august september october november december jan feb mar apr jun jul ' +
    'aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter ' +
    'easter christmas leeds bradford calderdale kirklees wakefield yorkshire west north south east england britain ' +
    'halifax huddersfield keighley dewsbury batley pontefract castleford shipley year years quarter period section ' +
    'table page part chapter paragraph figure item rule schedule article appendix annex room phase group level stage ' +
    'question session sessions meeting police school schools college colleges youth voice council councils attendance ' +
    'average turnout total number age ages target score rate count capacity minimum maximum limit response responses ' +
    'the in at of from by and on we they it there this that these those all some most many only about over under ' +
    'between nearly almost up after before since until within children child pupils pupil people young girls boys ' +
    'students teenagers members participants everyone anyone somebody adults parents carers victims staff officers ' +
    'both half one two three four five six seven eight nine ten eleven twelve action recommendation report hmic pcc ' +
    'peg cse wyp pshe you your our their his her performances performance places place posts post investigators ' +
    'workers worker survey surveys visit visits letter letters age-range attendees survivors aged'
  ).split(' '),
);

/** Where a text names somebody with an age from 5 to 25, such as 'Amy, 14' or '14-year-old Amy'. */
export function agesNamed(plain: string): { at: number; words: string }[] {
  return PATTERNS.flatMap((pattern) =>
    [...plain.matchAll(pattern)]
      .filter(({ 1: first = '', 2: second = '' }) => {
        const [name, age] = ageOf(first) === null ? [first, ageOf(second)] : [second, ageOf(first)];
        return age !== null && age >= 5 && age <= 25 && isSomebody(name);
      })
      .map((match) => ({ at: match.index, words: match[0] })),
  );
}

function ageOf(text: string): number | null {
  return /^\d{1,2}$/.test(text) ? Number(text) : (AGES[text] ?? null);
}

/** Whether a word in small letters is one that is nobody's name, such as a month, a place or 'pupils'. */
export function isOrdinary(word: string): boolean {
  return NOBODY.has(word);
}

/** The word next to the age decides: 'Pupils' is nobody in particular, 'In Leeds' neither. */
function isSomebody(name: string): boolean {
  const last = name.split(' ').at(-1)?.replace(/\.$/, '').toLowerCase() ?? '';
  return !NOBODY.has(last.replace(/'s$/, ''));
}
