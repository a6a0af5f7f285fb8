/** Name of the single database, as of a new workgroup of Redshift. */
export const DATABASE_NAME = 'dev';
