import { errorCode } from './files';

/** Whether a process of this number runs on this machine, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, so alive.
    return errorCode(error) === 'EPERM';
  }
}
