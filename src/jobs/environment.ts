import { availableParallelism, cpus, totalmem } from 'node:os';
import { VERSION } from '../base/version';
import type { Environment } from '../report/report';

/** What this process runs on. @param runtime version of ONNX Runtime, where it was used */
export function currentEnvironment(runtime?: string): Environment {
  return {
    modelwright: VERSION,
    runtime,
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
