import { createLinking, type Linking, type LinkingDeps } from './channel/linking/create-linking.ts';
import { createMailHook } from './channel/linking/mail-hook.ts';
import type { Config } from './config/load-config.ts';
import type { LocalisedText } from './contract/language.ts';
import type { LinkedConversations } from './conversation/linked-conversations.ts';
import { guardStore } from './storage/guard-store.ts';
import { createSqlLinkCodes, createSqlPeople } from './storage/sql/people.ts';

type Deps = Parameters<typeof createSqlPeople>[0] &
  Omit<LinkingDeps, 'people' | 'codes' | 'sendMail' | 'shopName'> & {
    readonly catalogue: () => { readonly shop: { readonly name: LocalisedText } };
  };

/** Linking as configured: codes go out only where mails can be sent. */
export function openLinking({ mail }: Config, deps: Deps): Linking & LinkedConversations {
  const people = guardStore(createSqlPeople(deps));
  const codes = guardStore(createSqlLinkCodes(deps));
  const sendMail = mail === null ? null : createMailHook(mail);
  return {
    ...createLinking({ ...deps, people, codes, sendMail, shopName: () => deps.catalogue().shop.name }),
    linkedTo: (conversationId, limit) => people.linkedTo(conversationId, limit),
  };
}
