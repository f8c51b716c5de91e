/** What operators write and replicas share: intents, articles, churn models. */
export const CONTENT_KINDS = ['intents', 'knowledge', 'churn'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export interface PublishedVersion {
  readonly kind: ContentKind;
  /** Counts up from 1, each kind for itself; the highest is in force. */
  readonly version: number;
  /** Of the packed files (`pack-content.ts`), hex. Two folders with the same files have the same. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Content in the database, where all replicas find it. Drivers raise STORE_UNAVAILABLE. */
export interface PublishedContent {
  /** The version in force of each kind that was published; kinds that were not are left out. */
  current(): Promise<readonly PublishedVersion[]>;
  /** Null when it is gone: withdrawn, or replaced by later ones. */
  read(version: Pick<PublishedVersion, 'kind' | 'version'>): Promise<Buffer | null>;
  /** Puts it in force, and returns it; `isNew` is false when the same is in force already. Keeps the last few versions. */
  publish(content: {
    readonly kind: ContentKind;
    readonly hash: string;
    readonly bytes: Buffer;
  }): Promise<PublishedVersion & { readonly isNew: boolean }>;
  /** Every replica goes back to the files of its own folder. False when nothing was published. */
  withdraw(kind: ContentKind): Promise<boolean>;
}
