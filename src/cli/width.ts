/**
 * Columns that text is laid out in. Where a stream is no terminal there is no end to them: nothing is wrapped or cut for a file or another
 * program, which may want to search it or cut it itself.
 */
export function widthOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  if (!stream.isTTY) return Number.POSITIVE_INFINITY;
  // `script`, containers and some terminals of editors tell 0.
  return stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80;
}
