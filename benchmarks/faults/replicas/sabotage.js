import { register } from 'node:module';

// Loaded before the program (`node --import`): puts one mistake into it, as named by FAULTS_SABOTAGE.
register('./sabotage-hooks.js', import.meta.url);
