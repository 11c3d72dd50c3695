/** See create.mjs. */
export declare function createDemoWorkspace(directory: string): Promise<{ state: 'made' | 'kept' | 'replaced'; movedTo?: string }>;
