import express, { type Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { Receive } from './receive.ts';

/** Teams' largest activities are a tenth of it. */
const BODY_LIMIT = '256kb';

/** `POST /api/messages`; `receive` null means that no channel is set up. Errors go to the server's own handler. */
export function createMessageRoutes(receive: Receive | null): Router {
  const router = express.Router();
  router.use(express.json({ limit: BODY_LIMIT }));
  router.post('/', async (request, response) => {
    if (!receive)
      throw new BotError('NOT_FOUND', 'No Bot Framework channel is set up: set KEFU_MICROSOFT_APP_ID (docs/TEAMS.md)');
    response.status(await receive(request, request.body)).end();
  });
  return router;
}
