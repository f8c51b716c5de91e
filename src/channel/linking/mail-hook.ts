import { BotError } from '../../contract/errors.ts';
import { SIGNATURE_HEADER, signatureOf } from '../sign-body.ts';
import type { SendMail } from './create-linking.ts';

const TIMEOUT_MS = 10_000;

/** Mails go to an address of the shop's, which sends them: POST `{to, subject, text}`, signed in `X-Hub-Signature-256`. */
export function createMailHook({ url, secret }: { readonly url: string; readonly secret: string }): SendMail {
  return async (mail) => {
    const body = JSON.stringify(mail);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signatureOf(secret, body) },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new BotError('CHANNEL_UNAVAILABLE', 'KEFU_MAIL_HOOK does not answer: check the address', { cause: error });
    });
    await response.body?.cancel();
    if (!response.ok)
      throw new BotError(
        'CHANNEL_UNAVAILABLE',
        `KEFU_MAIL_HOOK answered ${response.status}: it must answer 2xx when it takes a mail`,
      );
  };
}
