/** Requests at a time: S3 and the database are waited for, not the processor. */
const AT_ONCE = 8;

/** Runs `work` for every item, a few at a time. The first failure ends it. */
export async function forEachOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const workRest = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workRest));
}
