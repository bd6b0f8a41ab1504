/** Milliseconds for which a message stays. */
const SHOWN_MS = 8000;

/** Says something to everyone: shown for a while, and read out. */
export const announce = speaker('status');

/**
 * Says to those who hear the page what others see. It has a place of its own: in a shared one it would
 * end the message that is shown.
 */
export const announceQuietly = speaker('quiet-status');

/** @param {string} id @returns {(text: string) => void} */
function speaker(id) {
  const place = /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let clearing;
  return (text) => {
    clearTimeout(clearing);
    place.textContent = text;
    clearing = setTimeout(() => (place.textContent = ''), SHOWN_MS);
  };
}
