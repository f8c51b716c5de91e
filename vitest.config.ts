import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A second is too short on a busy machine; what is fast is not waited for.
    expect: { poll: { timeout: 5_000 } },
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: 'tests/temporary-folder.ts',
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
