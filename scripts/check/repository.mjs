/** What no file of the repository holds. @type {readonly [RegExp, string][]} */
const UNWANTED = [
  [/\b(TODO|FIXME|XXX)\b/, 'unfinished work'],
  [/\b(TBD|[Ll]orem ipsum|dolor sit amet)\b/, 'words in place of others'],
  [/^(<{7}|>{7}) /m, 'a merge conflict'],
  [/(^|[\s'"`(])\/(work|home|Users|root)\/\w/, 'a path of one machine'],
];

/**
 * @param {ReadonlyMap<string, string>} files every text file under version control
 * @returns {string[]} what is wrong
 */
export function checkRepository(files) {
  /** @type {string[]} */
  const problems = [];
  for (const [path, text] of files) {
    for (const [pattern, what] of UNWANTED) {
      const match = pattern.exec(text);
      if (match) problems.push(`${path}:${text.slice(0, match.index + 1).split('\n').length}: ${what}: ${match[0].trim()}`);
    }
  }
  return problems;
}
