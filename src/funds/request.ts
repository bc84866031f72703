/** What becomes of what was asked for: it moves nothing until somebody else approves it. */
export type RequestStatus = 'awaiting approval' | 'approved' | 'declined';
export const REQUEST_STATUSES: readonly RequestStatus[] = ['awaiting approval', 'approved', 'declined'];

/** Which requests a list is about. */
export interface RequestFilter {
  ref?: string;
  year?: number;
  status?: RequestStatus;
  /** An allocation's or an initiative's reference. */
  head?: string;
}
