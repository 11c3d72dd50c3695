import { constants } from 'node:fs';
import { copyFile, link, realpath } from 'node:fs/promises';
import { errorCode } from '../../base/files';

/** What a file system says that has no hard links, has too many of this one, is another one, or has rules about whose may be linked. */
const NO_LINK = ['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR'];

/**
 * Gives a file a second name, or copies it (sharing its blocks where the file system can) where that is not possible. Of a
 * symbolic link what it leads to: some systems would make a second link.
 */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  const file = await realpath(from);
  try {
    await link(file, to);
  } catch (error) {
    if (!NO_LINK.includes(errorCode(error) ?? '')) throw error;
    await copyFile(file, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}
