import { createHmac } from 'node:crypto';
import type { TrialArm } from '../contract/churn.ts';

const BYTES = 6;

/**
 * The arm that a customer belongs to: always the same one for the same key and share, of which a larger share only holds out more. The
 * hash is keyed, so that nobody can tell or choose an arm from a customer's number.
 */
export function trialArmOf(shopCustomerId: string, share: number, key: string): TrialArm {
  const digest = createHmac('sha256', key).update(`kefu churn hold-out\n${shopCustomerId}`).digest();
  return digest.readUIntBE(0, BYTES) / 2 ** (8 * BYTES) < share ? 'held-out' : 'treated';
}
