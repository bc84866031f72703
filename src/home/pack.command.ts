import { type Command, print } from './command.ts';

export const packBuildCommand: Command = {
  name: 'pack build',
  usage: 'pack build MEETING --out DIR',
  help: `Builds the pack of a meeting as it stands now: pack.html, pack.pdf and figures.json in the folder named.
It publishes nothing: that is done on the meeting's page.`,
  options: { out: { type: 'string' } },
  positionals: 1,
  async run() {
    print('');
    return 1;
  },
};
