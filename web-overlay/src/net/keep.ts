/** What a tab remembers. Storage may be refused (private windows, embeds); then it is remembered until a reload. */
const memory = new Map<string, string>();

export function recall(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

export function remember(key: string, value: string | undefined): void {
  if (value === undefined) {
    memory.delete(key);
  } else {
    memory.set(key, value);
  }
  try {
    if (value === undefined) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, value);
    }
  } catch {
    // kept in memory
  }
}

/** Who a hold is for: made once per tab. */
export function viewerId(): string {
  const known = recall('vitrine.viewer');
  if (known) {
    return known;
  }
  const made = crypto.randomUUID?.() ?? `v-${Math.random().toString(36).slice(2)}`;
  remember('vitrine.viewer', made);
  return made;
}
