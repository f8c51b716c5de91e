import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    pool: 'forks',
    // Worker threads of the program (embedding) are TypeScript too when the tests run.
    execArgv: ['--import', 'tsx'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
