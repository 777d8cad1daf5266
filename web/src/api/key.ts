// A key that makes a repeated request one request: a double tap or a resend saves once.
// From getRandomValues, since randomUUID is absent on plain http in the LAN.

export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
