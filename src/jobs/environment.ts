import { availableParallelism, cpus, totalmem } from 'node:os';
import { VERSION } from '../base/version';
import type { Environment } from '../report/report';

/**
 * What this process runs on.
 * @param runtime version of ONNX Runtime, where it was used
 * @param runtimePath its folder, where it is another one than Modelwright comes with
 */
export function currentEnvironment(runtime?: string, runtimePath?: string): Environment {
  return {
    modelwright: VERSION,
    runtime,
    ...(runtimePath === undefined ? {} : { runtimePath }),
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
