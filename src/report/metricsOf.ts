import { z } from 'zod';
import { environmentText } from './metricsEnvironment';
import { type Environment, type ReportEnvelope, zNumber } from './report';
import type { VersionMetric } from './schemas/versions';

/** What a report that measures a model has in its result, whatever else it has. */
const zMeasured = z.object({
  metrics: z.record(z.string(), z.object({ value: zNumber, ci95: z.tuple([zNumber, zNumber]).optional() })),
  dataset: z.string().optional(),
  /** What a latency depends on beside the machine; absent where the figures do not depend on the machine either. */
  conditions: z.record(z.string(), z.unknown()).optional(),
});

/** What a machine is told by in a metrics file. */
export function machineConditions({ runtime, runtimePath, cpu, cores }: Environment): { runtime?: string; device: string; cores: number } {
  // Of another build of the runtime that it is one: where it lies is nobody else's business, and another place on another machine.
  const build = runtimePath === undefined ? '' : ' (another build)';
  return { ...(runtime === undefined ? {} : { runtime: `onnxruntime ${runtime}${build}` }), device: cpu, cores };
}

/** Report kind → the part of a metrics file that holds the same figures. */
const PARTS = new Map([['evaluate', 'evaluation']]);

/** The part of a metrics file that reports of `kind` measure anew. */
export function metricsPart(kind: string): string {
  return PARTS.get(kind) ?? kind;
}

/**
 * The figures of a report that measured one model, named as a metrics file has them.
 * @returns undefined where the report measured nothing
 */
export function metricsOf(report: ReportEnvelope, result: unknown): VersionMetric[] | undefined {
  const measured = zMeasured.safeParse(result);
  if (!measured.success) return undefined;
  const { metrics, conditions } = measured.data;
  const dataset = measured.data.dataset ?? textOf(report.parameters.dataset);
  // What goes by no conditions, as how many answers are right, is the same on every machine.
  const environment = conditions && environmentText({ ...machineConditions(report.environment), ...conditions });
  return Object.entries(metrics).flatMap(([name, { value, ci95 }]): VersionMetric[] =>
    Number.isFinite(value)
      ? [
          {
            name: `${metricsPart(report.kind)}.${name}`,
            value,
            ...(ci95?.every(Number.isFinite) ? { low: ci95[0], high: ci95[1] } : {}),
            origin: 'measured',
            ...(dataset === undefined ? {} : { dataset }),
            ...(environment === undefined ? {} : { environment }),
          },
        ]
      : [],
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
