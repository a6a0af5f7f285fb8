/** Where the templates and the functions' code end up, within this project. */
export const ASSEMBLY_FOLDER = 'cdk.out';
