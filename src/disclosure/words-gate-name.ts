import { isOrdinary } from './words-gate-age.ts';

/** What a name in the list of common names is; one that is also an ordinary word needs a sign beside it. */
export type NameSort = 'first' | 'first-and-word' | 'surname' | 'surname-and-word';

/** Common names in small letters, each with what it may be. */
export type CommonNames = ReadonlyMap<string, ReadonlySet<NameSort>>;

/** Names that are nobody's to protect, as their words in small letters: organisations, places, staff in fields for staff. */
export class AllowedNames {
  private readonly byFirst = new Map<string, string[][]>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const words = tokensOf(name).map(({ key }) => key);
      const [first] = words;
      // One short word would let a child of that name pass.
      if (first === undefined || (words.length === 1 && first.length < 4)) continue;
      const others = this.byFirst.get(first);
      if (others === undefined) this.byFirst.set(first, [words]);
      else others.push(words);
    }
  }

  /** Which words of a text belong to an allowed name that stands there whole. */
  covered(tokens: readonly Token[]): boolean[] {
    const covered = tokens.map(() => false);
    for (const [index, { key }] of tokens.entries()) {
      for (const words of this.byFirst.get(key) ?? []) {
        if (words.every((word, ahead) => tokens[index + ahead]?.key === word))
          covered.fill(true, index, index + words.length);
      }
    }
    return covered;
  }
}

interface Token {
  at: number;
  end: number;
  /** In small letters, without a possessive. */
  key: string;
  isCapital: boolean;
}

const TITLES = new Set('mr mrs miss ms mx master sir dame dr pc dc ds dsgt sgt dci pcso'.split(' '));

/** What makes a name before it that of a body or of a place: Charlotte Street, the Thomas Coram Foundation. */
const BODIES = new Set(
  (
    'street road avenue lane close drive crescent terrace grove gardens square way house hall court centre center park ' +
    'school academy college university hospital clinic surgery church chapel cathedral mosque temple trust foundation ' +
    'charity fund society association club council ltd limited llp plc inc co company group partners partnership sons ' +
    'brothers bros solicitors associates consulting consultancy services consultants theatre productions report review ' +
    'inquiry award prize act law hotel inn arms stores station building buildings room lounge suite ward library museum ' +
    'bank hill field fields wood mill bridge project scheme cup'
  ).split(' '),
);

/** Surnames that a place has as often as a person, so that Rose Hill is nobody. */
const OF_PLACES = new Set(
  'hill hall park lane field temple church castle wood woods marsh wells moss dale case page bank banks mills west young day'.split(
    ' ',
  ),
);

const MONTHS = new Set('april may june august'.split(' '));

/** What only somebody does. */
const DOES = new Set(
  'said says told tells asked asks lives lived felt feels wants wanted attends attended disclosed thinks thought wrote'.split(
    ' ',
  ),
);

/** After what somebody is named. */
const NAMES = new Set('called named'.split(' '));

/** The words of a plain text with where they stand. */
function tokensOf(plain: string): Token[] {
  return [...plain.matchAll(/\p{L}[\p{L}'-]{0,40}/gu)].map(({ 0: word, index }) => {
    const bare = word.replace(/'s?$/i, '').replace(/-$/, '');
    return {
      at: index,
      end: index + bare.length,
      key: bare.toLowerCase(),
      isCapital: /^\p{Lu}/u.test(bare),
    };
  });
}

/** Where a plain text names somebody by a common name, by a title with a name, or by a surname with an initial. */
export function commonNames(plain: string, names: CommonNames, allowed: AllowedNames): { at: number; words: string }[] {
  const tokens = tokensOf(plain);
  const reader = new NameReader(plain, tokens, names, allowed.covered(tokens));
  const found: { at: number; words: string }[] = [];
  for (let index = 0; index < tokens.length; ) {
    const last = reader.endOfName(index);
    if (last === null) {
      index += 1;
      continue;
    }
    const at = (tokens[index] as Token).at;
    found.push({ at, words: plain.slice(at, (tokens[last] as Token).end) });
    index = last + 1;
  }
  return found;
}

class NameReader {
  private readonly plain: string;
  private readonly tokens: readonly Token[];
  private readonly names: CommonNames;
  private readonly covered: readonly boolean[];
  /** A text all in capitals says nothing by a capital. */
  private readonly isLoud: boolean;

  constructor(plain: string, tokens: readonly Token[], names: CommonNames, covered: readonly boolean[]) {
    this.plain = plain;
    this.tokens = tokens;
    this.names = names;
    this.covered = covered;
    this.isLoud = !/\p{Ll}/u.test(plain);
  }

  /** The last word of the name that begins with a word; null when none begins there. */
  endOfName(index: number): number | null {
    if (this.covered[index] === true) return null;
    const last = this.titled(index) ?? this.first(index) ?? this.surname(index);
    return last === null || this.isOfBody(index, last) ? null : last;
  }

  private titled(index: number): number | null {
    const { key, isCapital } = this.tokens[index] as Token;
    if (!TITLES.has(key) || !isCapital) return null;
    let next = index + 1;
    while (this.isInitial(next) && this.isNext(next - 1, next)) next += 1;
    const named = this.tokens[next];
    if (named === undefined || this.covered[next] === true || !this.isNext(next - 1, next)) return null;
    if (this.isLoud) return this.sorts(named.key).size > 0 ? next : null;
    return named.isCapital && named.key.length > 1 && !isOrdinary(named.key) ? this.withSurname(next) : null;
  }

  private first(index: number): number | null {
    const { key, isCapital } = this.tokens[index] as Token;
    const sorts = this.sorts(key);
    if (sorts.has('first') && (isCapital || key.length >= 4)) return this.withSurname(index);
    if (!sorts.has('first-and-word') || (!isCapital && !this.isLoud)) return null;
    const next = this.tokens[index + 1];
    if (next !== undefined && this.isNext(index, index + 1)) {
      const after = this.sorts(next.key);
      const isSurname =
        after.has('surname') ||
        (after.has('surname-and-word') &&
          !MONTHS.has(key) &&
          !OF_PLACES.has(next.key) &&
          !BODIES.has(next.key) &&
          !this.isLoud);
      if (isSurname && next.isCapital) return index + 1;
      if (DOES.has(next.key) && !this.isLoud) return index;
    }
    const before = this.tokens[index - 1];
    return before !== undefined && NAMES.has(before.key) && this.isNext(index - 1, index) ? index : null;
  }

  private surname(index: number): number | null {
    const { isCapital } = this.tokens[index] as Token;
    if (!isCapital) return null;
    if (this.isInitial(index)) {
      const next = this.tokens[index + 1];
      if (next === undefined || !next.isCapital || !this.isNext(index, index + 1)) return null;
      const sorts = this.sorts(next.key);
      if (this.covered[index + 1] === true) return null;
      if (sorts.has('surname')) return index + 1;
      const isArticle = /^[ai]$/.test((this.tokens[index] as Token).key);
      return sorts.has('surname-and-word') && !isArticle && !OF_PLACES.has(next.key) ? index + 1 : null;
    }
    const sorts = this.sorts((this.tokens[index] as Token).key);
    if (!sorts.has('surname')) return null;
    if (!this.isLoud) return index;
    return this.isInitial(index + 1) && this.isNext(index, index + 1) ? index + 1 : null;
  }

  /** A name with the surname that follows it, whatever that is. */
  private withSurname(index: number): number {
    let last = index;
    if (this.isInitial(last + 1) && this.isNext(last, last + 1) && this.tokens[last + 2]?.isCapital === true) last += 1;
    const next = this.tokens[last + 1];
    if (next === undefined || !this.isNext(last, last + 1) || this.covered[last + 1] === true) return index;
    const sorts = this.sorts(next.key);
    const isKnown = sorts.has('surname') || sorts.has('surname-and-word');
    const mayBe = next.key.length > 1 && !isOrdinary(next.key) && !BODIES.has(next.key) && !this.isCode(next);
    return next.isCapital && (isKnown || (mayBe && !this.isLoud)) ? last + 1 : index;
  }

  private sorts(key: string): ReadonlySet<NameSort> {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    if (!key.includes('-')) return NONE;
    return new Set(key.split('-').flatMap((part) => [...(this.names.get(part) ?? [])]));
  }

  /** Whether one word follows another with nothing but a space, or a point that shortens the first, between them. */
  private isNext(index: number, next: number): boolean {
    const [a, b] = [this.tokens[index], this.tokens[next]];
    if (a === undefined || b === undefined) return false;
    const between = this.plain.slice(a.end, b.at);
    return between === ' ' || (between === '. ' && a.end - a.at <= 4) || (between === '.' && a.end - a.at === 1);
  }

  /** Whether digits follow at once, as in a postcode. */
  private isCode({ end }: Token): boolean {
    return /\d/.test(this.plain[end] ?? '');
  }

  private isInitial(index: number): boolean {
    const token = this.tokens[index];
    return token?.key.length === 1 && token.isCapital;
  }

  private isOfBody(index: number, last: number): boolean {
    const before = this.tokens[index - 1];
    if (before !== undefined && /^(?:st|saint)$/.test(before.key) && this.isNext(index - 1, index)) return true;
    for (let ahead = last; ahead <= last + 3; ahead += 1) {
      const token = this.tokens[ahead];
      const previous = this.tokens[ahead - 1];
      if (token === undefined) return false;
      if (ahead > last) {
        const between = this.plain.slice((previous as Token).end, token.at);
        if (!/^(?:'s?)? ?(?:[&(] ?)?$/i.test(between)) return false;
        const isJoined = token.key === 'and' || token.key === 'of';
        if (!token.isCapital && !isJoined) return false;
      }
      if (ahead > last && BODIES.has(token.key) && token.isCapital) return true;
    }
    return false;
  }
}

const NONE: ReadonlySet<NameSort> = new Set();
