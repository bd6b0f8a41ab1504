export interface Comparison {
  readonly unargued: string[];
  readonly needless: string[];
  readonly table: string;
}
export function compareAnswers(folder: string): Comparison;
