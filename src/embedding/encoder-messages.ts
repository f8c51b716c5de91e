/** What Kefu and the encoder's process say to each other. The first request is `load`. */
export type EncoderRequest =
  | {
      readonly kind: 'load';
      /** The model's folder in the layout of transformers.js, checked before. */
      readonly folder: string;
      /** Path of the weights. */
      readonly weights: string;
      readonly pooling: 'mean' | 'cls';
    }
  | { readonly kind: 'embed'; readonly text: string }
  | { readonly kind: 'stop' };

/** One answer a request, in order; `stop` has none. */
export type EncoderAnswer =
  | { readonly kind: 'ready'; readonly dimensions: number }
  /** The model cannot be used; the message names the file. */
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'vector'; readonly vector: Float32Array }
  | { readonly kind: 'failed'; readonly message: string };
