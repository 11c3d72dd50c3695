/** Dimensions of a tensor and the size of its elements, bytes (0.5 for 4 bits, 0 where they have none of their own). */
export interface CostTensor {
  readonly dims: readonly number[];
  readonly elementBytes: number;
}

/** In the operator's order; undefined for one that is left out or not known. */
export type CostTensors = readonly (CostTensor | undefined)[];

/** Integer attribute of a node. */
export type IntAttribute = (name: string, otherwise: number) => number;

/** Elements. */
export function count(dims: readonly number[]): number {
  return dims.reduce((all, dim) => all * dim, 1);
}
