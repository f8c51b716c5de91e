import { BotError } from '../../contract/errors.ts';

/** What the shop would tell, or `otherwise` while it is away: a page without its figures is better than no page. */
export async function poorer<T>(wanted: T | Promise<T>, otherwise: T): Promise<T> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof BotError && error.retryable) return otherwise;
    throw error;
  }
}
