import { join } from 'node:path';

/** Public models beside the repository; tests that want them are skipped where they are missing. */
export const SHARED = join(import.meta.dirname, '../../../../shared/models');
