/** What a process takes with no model, and a model beside its bytes: activations, and weights packed anew. Rather too much than too little. */
const PROCESS = 150e6;
const FACTOR = 2.5;
/** Of what memory is free, so much may be used. */
const SHARE = 0.8;

/**
 * Which candidates are measured at the same time, so that their processes fit into memory beside the baseline's. The baseline is in every
 * group, since only those that take turns can be compared; a candidate that fits nowhere has a group of its own.
 * @param sizes bytes of the models, the baseline's first
 * @returns indices of candidates, from 1, in groups; in one where all fit
 */
export function groupsOf(sizes: readonly number[], freeBytes: number): number[][] {
  const need = (bytes: number) => PROCESS + FACTOR * bytes;
  const room = SHARE * freeBytes - need(sizes[0]!);
  const groups: number[][] = [];
  let left = 0;
  for (let index = 1; index < sizes.length; index++) {
    const wanted = need(sizes[index]!);
    if (groups.length === 0 || wanted > left) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)!.push(index);
    left -= wanted;
  }
  return groups;
}
