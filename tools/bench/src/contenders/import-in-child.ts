/** Imports a module in a separate process, with an environment that is valid for every function. */
const { file, databaseUrl } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly file: string;
  readonly databaseUrl: string;
};

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  DATABASE_URL: databaseUrl,
  THUMBNAILS_BUCKET: 'thumbnails',
  STAGING_BUCKET: 'staging',
  REDSHIFT_WORKGROUP: 'miniatura',
  REDSHIFT_DATABASE: 'miniatura',
});
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
await import(file);
const { user, system } = process.cpuUsage(cpuBefore);
const wallMs = performance.now() - startedAt;
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs }));
process.exit(0);
