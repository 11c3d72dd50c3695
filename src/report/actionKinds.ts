/** Jobs that write tags: they share one shape of result. Apart from its schema, which the extension host does not load at its start. */
export const ACTION_KINDS = ['register', 'assign', 'unassign', 'rollback', 'deregister', 'deprecate', 'delete-tag'] as const;
