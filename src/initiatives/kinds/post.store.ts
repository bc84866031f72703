import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import type { Db } from '../../platform/database.ts';
import { dayFields } from '../../platform/form.ts';
import type { Answers } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Kept } from '../../registers/register.ts';
import {
  findKind,
  findSort,
  initiativeKinds,
  type Kind,
  type Sort,
  type TotalOf,
  totalsOn,
} from './initiative-kind.ts';
import { type Candidate, sortRegister } from './kind-record.ts';
import { checkFillings, type Filling, type HeldPost, type Post } from './post.ts';

type PostTotal = TotalOf<'posts'>;

/** A post of an initiative with its fillings, and where its own page is. */
export interface KnownPost extends HeldPost {
  initiative: string;
  href: string;
}

/** The posts that were recorded up to an act, of one initiative or of all, in the order in which they were added. */
export async function readPosts(
  db: Db,
  officeId: number,
  { initiative = null, upToSeq }: { initiative?: string | null; upToSeq?: number } = {},
): Promise<KnownPost[]> {
  const found: KnownPost[] = [];
  for (const kind of initiativeKinds()) {
    for (const total of totalsOn(kind, 'posts')) {
      const [posts, fillings] = await readBoth(db, officeId, total, initiative, upToSeq);
      found.push(...held(kind, total, posts, fillings));
    }
  }
  return found;
}

/** Whether an initiative's kind keeps posts. */
export function keepsPosts({ kind }: { kind: string }): boolean {
  const found = findKind(kind);
  return found !== undefined && totalsOn(found, 'posts').length > 0;
}

async function readBoth(
  db: Db,
  officeId: number,
  { posts, fillings }: PostTotal,
  initiative: string | null,
  upToSeq?: number,
): Promise<[Kept[], Kept[]]> {
  const read = (code: string): Promise<Kept[]> => {
    const { sort } = findSort(code) as { sort: Sort };
    // The day only chooses what forms offer, which is not asked here.
    return listRecords(db, officeId, sortRegister(sort, { initiative, today: '2014-04-01' }), upToSeq);
  };
  return [await read(posts.sort), await read(fillings.sort)];
}

function held(kind: Kind, total: PostTotal, posts: readonly Kept[], fillings: readonly Kept[]): KnownPost[] {
  const filled = fillings.map((kept) => ({ within: kept.within, ...fillingFrom(total, kept) }));
  return posts.map((kept) => ({
    initiative: kept.within as string,
    href: `/initiatives/${kept.within}/records/${total.posts.sort}/${kept.ref}`,
    post: postFrom(kind, total, kept),
    fillings: filled.filter(({ post, within }) => post === kept.ref && within === kept.within),
  }));
}

function postFrom(kind: Kind, { posts }: PostTotal, { ref, answers }: Pick<Kept, 'ref' | 'answers'>): Post {
  const asked = kind.records
    .find(({ code }) => code === posts.sort)
    ?.questions.find(({ name }) => name === posts.vacancy);
  const reasons = asked?.kind === 'choice' ? asked.choices : [];
  return {
    ref,
    label: String(answers[posts.label]),
    funded: { startsOn: answers[posts.from] as Day, endsOn: answers[posts.to] as Day | null },
    share: Number(answers[posts.share]),
    annual: Number(answers[posts.annualCost]),
    vacancy: reasons.find(({ value }) => value === answers[posts.vacancy])?.text ?? null,
  };
}

function fillingFrom({ fillings }: PostTotal, { ref, answers }: Pick<Kept, 'ref' | 'answers'>): Filling {
  return {
    ref,
    post: String(answers[fillings.post]),
    span: { startsOn: answers[fillings.from] as Day, endsOn: answers[fillings.to] as Day | null },
    share: Number(answers[fillings.share]),
  };
}

/** Refuses a post or a filling that does not fit the others of its initiative: see `checkFillings`. */
export async function checkPosts(act: Act, kind: Kind, candidate: Candidate): Promise<void> {
  const { sort, answers, before, initiative } = candidate;
  for (const total of totalsOn(kind, 'posts')) {
    const isPost = sort.code === total.posts.sort;
    if (!isPost && sort.code !== total.fillings.sort) continue;
    const [posts, fillings] = await readBoth(act.trx, act.doer.officeId, total, initiative.ref);
    const ref = before?.ref ?? '';
    const ofPost = isPost ? ref : String(answers[total.fillings.post]);
    const all = held(
      kind,
      total,
      isPost ? withCandidate(posts, ref, answers, initiative.ref) : posts,
      isPost ? fillings : withCandidate(fillings, ref, answers, initiative.ref),
    );
    const meant = all.find(({ post }) => post.ref === ofPost);
    if (meant !== undefined) checkFillings(meant, dayFields(isPost ? total.posts.from : total.fillings.from)[0]);
  }
}

function withCandidate(kept: readonly Kept[], ref: string, answers: Answers, within: string): Kept[] {
  const candidate: Kept = { ref, version: 0, answers, why: null, enteredBy: null, seq: 0, previous: null, within };
  return [...kept.filter((other) => other.ref !== ref), candidate];
}
