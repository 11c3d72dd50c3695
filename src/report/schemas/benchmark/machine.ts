import { z } from 'zod';
import { zNumber } from '../../report';

/** What speaks against believing the figures. */
export const zWarning = z.discriminatedUnion('code', [
  /** Other programs just before: the average of the last minute, or where the system keeps none the processors that were busy. */
  z.object({ code: z.literal('load'), loadAverage: z.number(), cores: z.number() }),
  z.object({ code: z.literal('battery') }),
  z.object({ code: z.literal('governor'), governor: z.string() }),
  z.object({ code: z.literal('memory'), freeBytes: z.number() }),
  /** Processor time is rationed to so many cores, and there are more. */
  z.object({ code: z.literal('quota'), cores: z.number(), of: z.number() }),
  /** The ration was used up while it was measured: in so many of the periods everything stood still. */
  z.object({ code: z.literal('throttled'), periods: z.number(), of: z.number() }),
  /** The processors were too hot or drew too much while it was measured, so many times, and slowed down. */
  z.object({ code: z.literal('heat'), times: z.number() }),
  /** What other virtual machines took of the processors' time while it was measured. */
  z.object({ code: z.literal('steal'), share: zNumber }),
  /** Another measurement ended just before, or began to wait while this one went on. */
  z.object({ code: z.literal('otherMeasurement'), when: z.enum(['before', 'during']) }),
  /** The CPU executes nodes that the provider does not take. */
  z.object({ code: z.literal('fallBack'), provider: z.string(), nodes: z.number(), of: z.number() }),
  z.object({ code: z.literal('debugBuild'), build: z.string() }),
  z.object({ code: z.literal('unsteadyWarmup'), ms: zNumber }),
  z.object({ code: z.literal('overhead'), share: zNumber }),
]);

/** The machine as it was, beyond what every report says; left out is what the system does not tell. */
export const zMachine = z.object({
  governor: z.string().optional(),
  turbo: z.boolean().optional(),
  loadAverage: z.number().optional(),
  freeBytes: z.number(),
  os: z.string(),
  /** Threads that can be at work at once, and the cores that they share. */
  logicalCores: z.number().optional(),
  physicalCores: z.number().optional(),
  /** Cores whose time is granted, where it is rationed as in a container. */
  quotaCores: z.number().optional(),
  /** When it began. */
  megahertz: z.number().optional(),
  /** Whether it is a virtual machine. */
  virtual: z.boolean().optional(),
  /** What the runtime can execute on here. */
  providers: z.array(z.string()),
});

export type BenchmarkWarning = z.infer<typeof zWarning>;
export type MachineState = z.infer<typeof zMachine>;
