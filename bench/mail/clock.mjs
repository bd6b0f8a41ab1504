/** Milliseconds on the clock that all processes of the machine share, with their fractions. */
export const now = () => performance.timeOrigin + performance.now();
