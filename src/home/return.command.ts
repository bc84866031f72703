import { type Command, print } from './command.ts';

export const returnBuildCommand: Command = {
  name: 'return build',
  usage: 'return build TEMPLATE --period 2014-15-Q4 --out DIR',
  help: `Builds the tables of a return for a quarter as CSV files in the folder named.
When the return was submitted, its frozen bytes are written; otherwise a draft as the books stand now.`,
  options: { period: { type: 'string' }, out: { type: 'string' } },
  positionals: 1,
  async run() {
    print('');
    return 1;
  },
};
