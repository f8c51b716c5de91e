import { constants } from 'node:zlib';
import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';

/** Under it the headers weigh more than what is saved. */
const FEWEST_BYTES = 1_024;
/** 2^18 bytes of memory for the text being compressed, and a little more: Brotli's own choice is sixteen times that for each answer. */
const WINDOW_BITS = 18;
/** At this quality Brotli is as quick as gzip, and smaller. */
const BROTLI_QUALITY = 4;

/**
 * Compresses pages, scripts and JSON, as the client says it may. Not so a stream of events, which would wait in the
 * compressor, and not a part of a file, whose place is counted in the bytes of the file as it is.
 */
export function compress(): RequestHandler {
  return compression({
    threshold: FEWEST_BYTES,
    filter: isWorthIt,
    brotli: {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS },
    },
  });
}

function isWorthIt(request: Request, response: Response): boolean {
  const isStream = String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
  return !isStream && response.statusCode !== 206 && compression.filter(request, response);
}
