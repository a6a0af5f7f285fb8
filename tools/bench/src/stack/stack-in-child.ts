import { dataDirectory, startStack } from '@miniatura/local';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';

const data = dataDirectory(process.argv[2] ?? '');
const stack = await startStack({
  data,
  port: 0,
  databaseUrl: data.databaseUrl,
  retentionDays: 7,
  moderationPolicy: DEFAULT_MODERATION_POLICY,
  log: { info: () => undefined, error: (message, { error }) => console.error(message, error) },
});
process.on('disconnect', () => void stack.stop().then(() => process.exit()));
process.on('message', () => process.send?.(process.cpuUsage()));
process.send?.(stack.endpoints);
