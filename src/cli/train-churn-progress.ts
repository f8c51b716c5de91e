/** Tells on stderr how far a command is: a bar where somebody watches, a line a step where a log is written. */
export interface Progress {
  /** `done` of `of`; null where the end is not known. */
  report(step: string, done: number, of: number | null): void;
  end(): void;
}

const WIDTH = 24;

export function createProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  let last = '';
  const isWatched = out.isTTY;
  return {
    report(step, done, of) {
      if (!isWatched) {
        if (step !== last) out.write(`${step}\n`);
        last = step;
        return;
      }
      const filled = of === null ? 0 : Math.round((WIDTH * Math.min(done, of)) / of);
      const bar = of === null ? `${done} rows` : `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
      out.write(`\r\u001b[K${step} ${bar}`);
      last = step;
    },
    end() {
      if (isWatched && last !== '') out.write('\r\u001b[K');
    },
  };
}
