/**
 * Mistakes that the program must not have, each put in by replacing its own words as it is loaded. A run over three replicas with one of them
 * must end with violations; that a passage is no longer there stops the program, so that no mistake goes missing unnoticed.
 */
const LOG = 'dist/storage/sql/conversation-log.js';
const WRITE = 'dist/storage/sql/write-commit.js';
const TRANSACT = 'dist/storage/sql/transact.js';

const SABOTAGES = {
  /** A commit that was decided on what no longer holds is written all the same. */
  'fence-ignored': [[LOG, 'if (!isCurrent)', 'if (false)']],
  /** A message that is sent again is taken again: the look for it finds nothing, and the index no longer objects. */
  'inbox-uniqueness-dropped': [[WRITE, `.where('client_id', 'in', clientIds)`, `.where('client_id', 'in', ['none'])`]],
  /** Each statement stands alone: what dies in the middle leaves half. */
  'commit-split': [[TRANSACT, 'db.transaction().execute(work)', 'work(db)']],
};

export async function load(url, context, next) {
  const loaded = await next(url, context);
  const changes = SABOTAGES[process.env.FAULTS_SABOTAGE].filter(([file]) => url.endsWith(file));
  if (changes.length === 0) return loaded;
  let source = String(loaded.source);
  for (const [file, from, to] of changes) {
    if (!source.includes(from)) throw new Error(`sabotage: ${file} has no ${from}`);
    source = source.replace(from, to);
  }
  return { ...loaded, source };
}
