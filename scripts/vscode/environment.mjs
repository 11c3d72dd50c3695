/**
 * A folder for temporary files of the tests' own: one measurement at a time goes on in a machine's, and no test is to wait for the person's,
 * nor the person for a test.
 * @param {string} folder existing
 * @returns {Record<string, string>} variables, by the names that systems know them under
 */
export function ownTemporary(folder) {
  return { TMPDIR: folder, TEMP: folder, TMP: folder };
}
