import type { Profiler } from 'node:inspector';
import { WebSocket } from 'ws';

export interface Profiling {
  /** What ran since the begin, as V8 samples it: call tree, samples, microseconds between them. */
  stop(): Promise<Profiler.Profile>;
}

interface Answer {
  readonly id: number;
  readonly result: unknown;
  readonly error?: { readonly message: string };
}

const SAMPLE_EVERY_US = 500;
const LISTENS_MS = 5_000;
const RETRY_MS = 50;

/** Samples a node process through its inspector, which listens on this port or is about to. */
export async function startProfiling(port: number): Promise<Profiling> {
  const socket = new WebSocket(await inspectorUrl(port), { perMessageDeflate: false, maxPayload: 0 });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let calls = 0;

  function call(method: string, params: object = {}): Promise<unknown> {
    const id = (calls += 1);
    return new Promise((resolve, reject) => {
      socket.on('message', function hear(data: Buffer) {
        const answer = JSON.parse(data.toString('utf8')) as Answer;
        if (answer.id !== id) return;
        socket.off('message', hear);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  }

  await call('Profiler.enable');
  await call('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await call('Profiler.start');
  return {
    async stop() {
      const { profile } = (await call('Profiler.stop')) as { profile: Profiler.Profile };
      socket.terminate();
      return profile;
    },
  };
}

async function inspectorUrl(port: number): Promise<string> {
  const until = Date.now() + LISTENS_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const [target] = answer?.ok ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : [];
    if (target) return target.webSocketDebuggerUrl;
    if (Date.now() > until) throw new Error(`no inspector listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
