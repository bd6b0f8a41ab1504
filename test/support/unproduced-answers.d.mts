export const UNPRODUCED: Readonly<Record<string, string>>;
