import type { Act, ActResult, WorkspaceState } from '../../slack/protocol.ts';

export async function fetchState(as: string, signal?: AbortSignal): Promise<WorkspaceState> {
  const response = await fetch(`/sandbox/state?as=${encodeURIComponent(as)}`, { signal });
  if (!response.ok) {
    const words = (await response.text()).slice(0, 200);
    throw new Error(`the sandbox answered ${response.status}: ${words || response.statusText}`);
  }
  return (await response.json()) as WorkspaceState;
}

/** Never throws: a sandbox that cannot be reached is an answer too. */
export async function sendAct(act: Act): Promise<ActResult> {
  try {
    const response = await fetch('/sandbox/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    const body = await response.text();
    if (!body.startsWith('{')) return { ok: false, error: `http_${response.status}` };
    const result = JSON.parse(body) as ActResult;
    return response.ok ? result : { ...result, ok: false };
  } catch {
    return { ok: false, error: 'sandbox_unreachable' };
  }
}
