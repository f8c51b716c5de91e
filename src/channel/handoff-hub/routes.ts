import express, { type Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import { HubActivity, type createHearHub } from './hear-hub.ts';
import { isSignedBy, SIGNATURE_HEADER } from '../sign-body.ts';

const BODY_LIMIT = '256kb';

/** `POST /api/handoff`: one activity of the hub, signed. `hub` null means that none is set up. */
export function createHubRoutes(
  hub: { readonly secret: string; readonly hear: ReturnType<typeof createHearHub> } | null,
): Router {
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
  router.post('/', async (request, response) => {
    if (!hub) throw new BotError('NOT_FOUND', 'No handoff hub is set up: set KEFU_HANDOFF_HUB (docs/HANDOFF-HUB.md)');
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body) || !isSignedBy(hub.secret, body, request.get(SIGNATURE_HEADER)))
      throw new BotError('UNAUTHENTICATED', 'Sign the body with KEFU_HANDOFF_HUB_SECRET in the header X-Hub-Signature-256');
    await hub.hear(parse(body));
    response.status(200).json({});
  });
  return router;
}

function parse(body: Buffer): HubActivity {
  let given: unknown;
  try {
    given = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new BotError('BAD_REQUEST', 'The body is not JSON', { cause: error });
  }
  const parsed = HubActivity.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BotError('BAD_REQUEST', `Not an activity: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'wrong shape'}`);
}
