import type { Act } from '../../audit/act.ts';
import type { Register } from '../../registers/register.ts';
import { checkBeds } from './bed-night.store.ts';
import { findKind, type Kind, type Sort } from './initiative-kind.ts';
import { type Candidate, type SortAbout, sortRegister } from './kind-record.ts';
import { checkPosts } from './post.store.ts';

/** The register of a sort with everything that its records are held against when they are kept. */
export function keptRegister(sort: Sort, about: Omit<SortAbout, 'checkKept'>): Register {
  return sortRegister(sort, { ...about, checkKept: checkBases });
}

async function checkBases(act: Act, candidate: Candidate): Promise<void> {
  const kind = findKind(candidate.initiative.kind) as Kind;
  await checkPosts(act, kind, candidate);
  await checkBeds(act, kind, candidate);
}
