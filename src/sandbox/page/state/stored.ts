/** Small things that outlive a reload. Storage may be switched off; then they do not. */
export function readStored<T>(key: string, fallback: T): T {
  try {
    const text = window.localStorage.getItem(`drawbridge.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(`drawbridge.${key}`, JSON.stringify(value));
  } catch {
    // Nothing depends on it.
  }
}
