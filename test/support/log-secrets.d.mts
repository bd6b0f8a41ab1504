export function findSecrets(log: string, secrets: Iterable<string>): string[];
