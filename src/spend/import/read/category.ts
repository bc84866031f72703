import { ownText } from './own-text.ts';
import type { CategoryRules } from './profile.ts';

/** The group that a line's cells give; `because` says when nothing but the default did. 'none' when that is a fault. */
export type ReadCategory = { code: string | null; because?: string } | 'none';

const MOST_REMEMBERED = 5_000;

/** Finds the CIPFA group by the rules of a profile, once for each pair of cells. */
export class CategoryReader {
  private readonly rules: CategoryRules;
  private readonly known = new Map<string, Map<string, ReadCategory>>();
  private remembered = 0;

  constructor(rules: CategoryRules) {
    this.rules = rules;
  }

  /** What the rules look for, for a fault. */
  get texts(): string {
    return this.rules.rules.flatMap((rule) => rule.texts).join(', ');
  }

  read(code: string, type: string): ReadCategory {
    const before = this.known.get(code)?.get(type);
    if (before !== undefined) return before;
    const found = this.find(code.toLowerCase(), type.trim().toLowerCase());
    if (this.remembered < MOST_REMEMBERED && code.length + type.length < 400) {
      this.remembered += 1;
      const ofCode = this.known.get(code) ?? new Map<string, ReadCategory>();
      ofCode.set(ownText(type), found);
      this.known.set(ownText(code), ofCode);
    }
    return found;
  }

  private find(category: string, type: string): ReadCategory {
    const texts = { category, type };
    const rule = this.rules.rules.find(({ column, test, texts: wanted }) =>
      wanted.some((one) => {
        const text = texts[column];
        if (test === 'is') return text === one;
        return test === 'startsWith' ? text.startsWith(one) : text.includes(one);
      }),
    );
    if (rule) return { code: rule.code };
    const fallback = this.rules.default;
    if (fallback === null) return 'none';
    return fallback === 'undecided'
      ? { code: null }
      : { code: fallback.code, because: `${fallback.code} ${fallback.name}` };
  }
}
