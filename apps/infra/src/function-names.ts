/**
 * Returns the name of a function and of its role. A fixed name lets other resources refer to it
 * before it exists.
 */
export const functionNameOf = (stage: string, name: string): string => `${stage}-${name}`;
