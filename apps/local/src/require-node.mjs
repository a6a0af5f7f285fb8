/** Ends the process with a clear message if this version of Node cannot run TypeScript. */
const MIN_MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < MIN_MAJOR) {
  console.error(
    `Expected Node ${MIN_MAJOR} or newer but this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In this workspace, npm start and npm run bring their own Node on Linux, after npm ci.\n' +
      `Elsewhere, install Node ${MIN_MAJOR}: https://nodejs.org/en/download`,
  );
  process.exit(1);
}
