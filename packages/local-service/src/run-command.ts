/**
 * Runs a service until SIGINT or SIGTERM, then closes it and ends. When `start` fails, the command
 * says why on standard error and ends with 1.
 */
export const runCommand = async (
  name: string,
  start: () => Promise<{ close(): Promise<void> }>,
): Promise<void> => {
  try {
    const service = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // A printed line that nobody reads would keep the process from ending by itself.
      process.once(signal, () => void service.close().then(() => process.exit()));
    }
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    // What has started before the fault would keep the process from ending by itself.
    process.exit(1);
  }
};
