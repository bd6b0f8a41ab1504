/** What all mails have in common, the product's and the reference's. */
export const FROM = 'Movie API <movies@example.org>';
export const EMAIL = 'bench@example.org';
/** Each movie has its number behind it. */
export const TITLE = 'Bench';
