const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

/**
 * Calls back after VS Code has changed the theme: it swaps the body's classes and the variables on the root element.
 * @returns ends it
 */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  if (!observer) {
    observer = new MutationObserver(() => {
      for (const each of listeners) each();
    });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }
  return () => listeners.delete(listener);
}
