import express, { type Router } from 'express';
import type { Identities } from '../channel/identity.ts';
import { BotError } from '../contract/errors.ts';
import type { Shop } from '../customers/shop.ts';

const HOUR_S = 3_600;

/**
 * Lets the demo page "sign in" as one of the seeded customers, mounted at `/demo/identity`. A real shop signs identities on its own
 * server: mount this only over the demo shop, for it gives anybody anybody's identity.
 */
export function createDemoIdentityRoutes(deps: {
  readonly shop: Pick<Shop, 'customer'>;
  readonly identities: Pick<Identities, 'sign'>;
}): Router {
  const router = express.Router();
  router.get('/:customerId', (request, response, next) => {
    sign(request.params.customerId)
      .then((answer) => response.set('cache-control', 'no-store').json(answer))
      .catch(next);
  });
  return router;

  async function sign(customerId: string) {
    const customer = await deps.shop.customer(customerId);
    if (!customer) throw new BotError('NOT_FOUND', 'The demo shop has no such customer');
    return { identity: await deps.identities.sign(customer.id, HOUR_S), name: customer.name };
  }
}
