import type { Command } from './command.ts';

/**
 * Each command by the words that name it. Its file is read when it is called, with the rooms that it needs and no
 * others: a large import is not to carry what draws packs in its memory.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  'user add': async () => (await import('./user.command.ts')).userAddCommand,
  'import-spend': async () => (await import('./import.command.ts')).importSpendCommand,
  'import-accept': async () => (await import('./import-accept.command.ts')).importAcceptCommand,
  figures: async () => (await import('./figures.command.ts')).figuresCommand,
  'pack build': async () => (await import('./pack.command.ts')).packBuildCommand,
  'pack verify': async () => (await import('./pack-verify.command.ts')).packVerifyCommand,
  'pack rebuild': async () => (await import('./pack-verify.command.ts')).packRebuildCommand,
  'pack dossier': async () => (await import('./pack-verify.command.ts')).packDossierCommand,
  'return build': async () => (await import('./return.command.ts')).returnBuildCommand,
  'return verify': async () => (await import('./return.command.ts')).returnVerifyCommand,
  remind: async () => (await import('./remind.command.ts')).remindCommand,
  journal: async () => (await import('./journal.command.ts')).journalCommand,
  'search rebuild': async () => (await import('./search.command.ts')).searchRebuildCommand,
  removals: async () => (await import('./removals.command.ts')).removalsCommand,
  verify: async () => (await import('./verify.command.ts')).verifyCommand,
};

/** Every command, in the order of the overview. */
export async function readCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}

/** Finds the command that the first words name, such as `pack build`; null when none does. */
export async function findCommand(args: string[]): Promise<{ command: Command | null; rest: string[] }> {
  for (const [name, load] of Object.entries(COMMANDS)) {
    const words = name.split(' ');
    if (words.every((word, index) => args[index] === word)) {
      return { command: await load(), rest: args.slice(words.length) };
    }
  }
  return { command: null, rest: args };
}
