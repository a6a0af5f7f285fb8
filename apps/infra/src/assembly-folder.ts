/** Output folder of the templates and the functions' code, within this project. */
export const ASSEMBLY_FOLDER = 'cdk.out';
