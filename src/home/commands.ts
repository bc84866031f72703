import type { Command } from './command.ts';
import { figuresCommand } from './figures.command.ts';
import { importAcceptCommand, importSpendCommand } from './import.command.ts';
import { journalCommand } from './journal.command.ts';
import { packBuildCommand } from './pack.command.ts';
import { packDossierCommand, packRebuildCommand, packVerifyCommand } from './pack-verify.command.ts';
import { remindCommand } from './remind.command.ts';
import { removalsCommand } from './removals.command.ts';
import { returnBuildCommand, returnVerifyCommand } from './return.command.ts';
import { searchRebuildCommand } from './search.command.ts';
import { userAddCommand } from './user.command.ts';
import { verifyCommand } from './verify.command.ts';

export const COMMANDS: readonly Command[] = [
  userAddCommand,
  importSpendCommand,
  importAcceptCommand,
  figuresCommand,
  packBuildCommand,
  packVerifyCommand,
  packRebuildCommand,
  packDossierCommand,
  returnBuildCommand,
  returnVerifyCommand,
  remindCommand,
  journalCommand,
  searchRebuildCommand,
  removalsCommand,
  verifyCommand,
];

/** Finds the command that the first words name, such as `pack build`; null when none does. */
export function findCommand(args: string[]): { command: Command | null; rest: string[] } {
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return { command, rest: args.slice(words.length) };
  }
  return { command: null, rest: args };
}
