/** Who may call an operation: stands in the document for its readers. */
export const PERMISSION = 'x-permission';

/** Which problem types a response may have: for its readers, too. */
export const PROBLEM_TYPES = 'x-problem-types';

/** What decorators leave for whoever completes the document; it does not stay there. */
export const OWN_PROBLEMS = 'x-own-problems';
export const OWN_HEADERS = 'x-own-headers';
export const TOKEN_IGNORED_EXTENSION = 'x-token-ignored';
