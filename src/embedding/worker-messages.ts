/** What the main thread and the encoder's worker say to each other. */
export interface WorkerStart {
  /** The model's folder in the layout of transformers.js, checked before. */
  readonly folder: string;
  /** Path of the weights. */
  readonly weights: string;
  readonly pooling: 'mean' | 'cls';
}

export type WorkerRequest = { readonly kind: 'embed'; readonly id: number; readonly text: string } | { readonly kind: 'stop' };

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly dimensions: number }
  | { readonly kind: 'vector'; readonly id: number; readonly vector: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
