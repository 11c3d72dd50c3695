import type { Host } from './host';

/** What a panel's drawing may use besides the report. */
export interface PanelContext {
  readonly host: Host;
  /** Runs something the user asked for and says so where it fails. */
  attempt(work: Promise<unknown>, done?: string): void;
}
