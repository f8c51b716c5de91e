/** When the latest sends to each thread and tenant ended, whichever process made them. Times are milliseconds since the epoch. */
export interface SendTimes {
  /**
   * Shows `act` the times of each key, in the order of `keys`, and keeps what it returns instead; null changes nothing. One act at a time on
   * a key, whoever asks. `act` may be called again when the store lost against another process.
   */
  change(
    keys: readonly string[],
    act: (known: readonly (readonly number[])[]) => readonly (readonly number[])[] | null,
  ): Promise<void>;
  /** Removes keys that nothing was sent to since `before`. */
  forget(before: number): Promise<void>;
}
