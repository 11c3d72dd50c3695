/** The stages that the repository's `.gto` allows; undefined: any. @throws UserError `git.*` */
export async function stagesAllowed(folder: string): Promise<readonly string[] | undefined> {
  const { Registry } = await import('../../../registry/registry');
  const registry = await Registry.open(folder);
  if (!registry) return undefined;
  try {
    return (await registry.settings()).stages;
  } finally {
    registry.dispose();
  }
}
