/** The actions of `sla approvals`: list the credits that wait, and decide about one. */
export const APPROVAL_ACTIONS = ['list', 'approve', 'decline'] as const;
export type ApprovalAction = (typeof APPROVAL_ACTIONS)[number];
