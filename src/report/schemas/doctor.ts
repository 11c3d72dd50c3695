import { z } from 'zod';
import { zFinding } from './inspect';

/** Result of job `doctor`, schema version 1: findings, errors first, and how much was looked at. */
export const zDoctorResult = z.object({
  /** `where` names the tag, the model, its version or the file. */
  findings: z.array(zFinding),
  checked: z.object({ tags: z.number(), models: z.number(), versions: z.number() }),
});

export type DoctorResult = z.infer<typeof zDoctorResult>;
