/** What the main thread and the encoder's worker say to each other. */
export interface WorkerStart {
  /** Folder that holds the model's folder. */
  readonly root: string;
  /** Name of the model below `root`, or on the hub. */
  readonly name: string;
  readonly allowDownloads: boolean;
}

export interface EmbedRequest {
  readonly id: number;
  readonly text: string;
}

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly dimensions: number }
  | { readonly kind: 'vector'; readonly id: number; readonly vector: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
