import type { Kysely } from 'kysely';
import { createIdentities } from '../../src/channel/identity.ts';
import { createLinking, type LinkingDeps } from '../../src/channel/linking/create-linking.ts';
import { createInProcessRateLimiter } from '../../src/coordination/in-process/rate-limiter.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlLinkCodes, createSqlPeople } from '../../src/storage/sql/people.ts';

/** Linking on its real tables, with the mails that were sent. */
export function linkingFor(db: Kysely<Schema>, now: () => number, more: Partial<LinkingDeps> = {}) {
  const mails: { readonly to: string; readonly subject: string; readonly text: string }[] = [];
  let ids = 0;
  const people = createSqlPeople({ db, now, newId: () => `person-${(ids += 1)}` });
  const linking = createLinking({
    people,
    codes: createSqlLinkCodes({ db, now }),
    identities: createIdentities({ secret: 'k'.repeat(32), now }),
    limiter: createInProcessRateLimiter({ now }),
    sendMail: (mail) => Promise.resolve(void mails.push(mail)),
    shopName: () => ({ en: 'Lantern Lane', zh: '灯笼巷' }),
    secret: 'k'.repeat(32),
    now,
    ...more,
  });
  return { linking, people, mails };
}
