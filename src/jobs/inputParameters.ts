import { z } from 'zod';
import { zImageInput } from '../manifest/schema';

const image = zImageInput.shape;

/** Flags of every job that feeds a model, beside those of its own. One flag, one meaning everywhere. */
export const inputParameters = {
  manifest: z.string().optional().describe('Manifest to use instead of the NAME.model.json beside the model'),
  input: z.array(z.string()).default([]).describe('One input as [NAME=]FILE, NAME=literal or NAME=random; may be repeated'),
  frame: z.int().positive().optional().describe('Samples per run: the sound is fed frame by frame'),
  context: z.int().nonnegative().optional().describe('Samples of the frame before, put in front of each frame'),
  state: z.array(z.string()).default([]).describe('INPUT=OUTPUT: output fed back at the next frame, zero at the first; may be repeated'),
  row: z.int().nonnegative().optional().describe('Row of the data file to run'),
  rows: z.string().optional().describe('Rows of the data file to run, as first:end:step'),
  seed: z.int().default(0).describe('Seed of random inputs'),
  dims: z.array(z.string()).default([]).describe('NAME=SIZE: size of a symbolic dimension; may be repeated'),
  layout: image.layout.describe('Order of the axes of a picture'),
  channels: image.channels.describe('Order of the channels of a picture'),
  scale: image.scale,
  mean: image.mean,
  std: image.std,
  resize: image.resize,
  crop: image.crop,
};
