import type { Changes } from '../compare.ts';
import { type PackFigures, type Section, said } from '../pack.ts';
import { changeBlocks } from './changes.ts';

/** Why a version takes the place of another, and which figures are not what they were in that. Nobody signs it off. */
export function sinceVersion(changes: Changes, figures: PackFigures, why: string | null): Section {
  const { version } = changes.pack;
  return {
    id: 'since-version',
    title: `What changed since version ${version}`,
    wide: true,
    blocks: [
      said(`This version takes the place of version ${version}.${why === null ? '' : ` ${why}`}`),
      ...changeBlocks(changes, figures),
    ],
  };
}
