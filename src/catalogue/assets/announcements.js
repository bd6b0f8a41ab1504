const status = /** @type {HTMLElement} */ (document.getElementById('status'));

/** Milliseconds for which a message stays. */
const SHOWN_MS = 6000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let clearing;

/** Says something to everyone: shown for a while, and read out. @param {string} text */
export const announce = (text) => say(text, 'toast');

/** Says to those who hear the page what others see. @param {string} text */
export const announceQuietly = (text) => say(text, 'unseen');

/** @param {string} text @param {string} look */
function say(text, look) {
  clearTimeout(clearing);
  status.className = look;
  status.textContent = text;
  clearing = setTimeout(() => (status.textContent = ''), SHOWN_MS);
}
