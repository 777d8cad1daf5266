// Whoever takes over at one laptop is not locked out by answers about the one before.
import { expect, test, vi } from 'vitest';

const SIGNED_OUT = { form_token: '', now: 1, me: null, node: { operation: 'a' } };
const COMING = { ...SIGNED_OUT, me: { account: 'coming', rights: [] } };
const GOING = { ...SIGNED_OUT, me: { account: 'going', rights: [] } };

// Before the client is made: it keeps the way out that it finds.
vi.stubGlobal('fetch', () => Promise.resolve(Response.json(SIGNED_OUT)));
const { accept, loadSession, onSessionEnd, session, whileHandedOver } =
  await import('../src/session');
type Session = Parameters<typeof accept>[0];

test('an answer that comes while somebody takes over does not end the session', async () => {
  const ended = vi.fn();
  const stop = onSessionEnd(ended);
  accept(GOING as unknown as Session);
  await whileHandedOver(async () => {
    await loadSession();
    accept(COMING as unknown as Session);
  });
  expect(ended).not.toHaveBeenCalled();
  expect(session.value?.me?.account).toBe('coming');

  await loadSession();
  expect(ended).toHaveBeenCalledOnce();
  stop();
});
