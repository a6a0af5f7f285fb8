/** How a function is called, and its role with it: others know it by this before it is there. */
export const functionNameOf = (stage: string, name: string): string => `${stage}-${name}`;
