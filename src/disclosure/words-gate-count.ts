const YOUNG_PEOPLE =
  '(?:children|girls|boys|pupils|students|young people|young women|young men|young persons|teenagers|victims|survivors|daughters|sons|sisters|brothers|babies|lads|lasses)';
const WHICH =
  '(?:young|vulnerable|other|local|more|missing|exploited|female|male|teenage|older|younger|different|known|new|further)';

/** A number from 1 to 5 of young people, in words or digits. Those of a class, an age or a share are of nobody. */
const SMALL = new RegExp(
  `(?<![\\p{L}\\d£.,/%-])(?<!\\b(?:years?|yrs?|stage|stages|aged?|group|class|in|every|than|under|over|from|least|most) )` +
    `(?:two|three|four|five|[1-5]|a couple of|a pair of|both)(?: of (?:the|our|these|those|their))?(?: ${WHICH}){0,2} ${YOUNG_PEOPLE}\\b` +
    `(?!'| (?:and (?:girls|boys)|services?|homes?|years?|in (?:five|ten|every)))`,
  'giu',
);

/** Where a plain text counts young people, and so few that somebody could know who they are. */
export function smallNumbers(plain: string): { at: number; words: string }[] {
  return [...plain.matchAll(SMALL)].map((match) => ({ at: match.index, words: match[0] }));
}
