import type { AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/**
 * Stores the provider's entries in memory. The few users have few entries, so that searching all of
 * them is fast.
 */
export function memoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>();
  const deleteWhere = (matches: (entry: Entry) => boolean) => {
    for (const [key, entry] of entries) if (matches(entry)) entries.delete(key);
  };
  const findBy = (model: string, field: 'uid' | 'userCode', value: string) =>
    [...entries].find(
      ([key, { payload }]) => key.startsWith(`${model}:`) && payload[field] === value,
    )?.[1].payload;
  return (model) => ({
    async upsert(id, payload, expiresInS = Infinity) {
      const nowMs = Date.now();
      deleteWhere(({ expiresAtMs }) => expiresAtMs <= nowMs);
      entries.set(`${model}:${id}`, { payload, expiresAtMs: nowMs + expiresInS * 1000 });
    },
    find: async (id) => entries.get(`${model}:${id}`)?.payload,
    findByUid: async (uid) => findBy(model, 'uid', uid),
    findByUserCode: async (userCode) => findBy(model, 'userCode', userCode),
    async consume(id) {
      const entry = entries.get(`${model}:${id}`);
      if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      entries.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      deleteWhere(({ payload }) => payload.grantId === grantId);
    },
  });
}
