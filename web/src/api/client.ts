// The typed door to the node. Types come from the node's own description (schema.ts);
// every refusal leaves here as a `Refused` with the node's stable code.
import createClient from 'openapi-fetch';
import { language } from '../i18n';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** Proves that a change comes from this page; given with the session. */
let token = '';

export function setFormToken(next: string): void {
  token = next;
}

export function formToken(): string {
  return token;
}

export class Refused extends Error {
  readonly status: number;
  /** Stable; `unreachable` where no answer came. */
  readonly code: string;
  readonly fields: Schemas['FieldProblem'][];

  constructor(
    status: number,
    code: string,
    message: string,
    fields: Schemas['FieldProblem'][] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

let signedOut = (): void => undefined;

/** Called at every refusal for want of a session. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener;
}

export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest({ request }) {
    request.headers.set('accept-language', language.value);
    if (request.method !== 'GET') request.headers.set('x-form-token', token);
    return request;
  },
});

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was asked for, or throws `Refused`. */
export async function take<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const answer = await asked.catch((cause: unknown) => {
    throw new Refused(0, 'unreachable', cause instanceof Error ? cause.message : '');
  });
  if (answer.response.ok) return answer.data as Data;
  const refused = refusal(answer.response.status, answer.error);
  if (refused.code === 'sign_in') signedOut();
  throw refused;
}

export function refusal(status: number, body: unknown): Refused {
  const said: Partial<Schemas['Problem']> = typeof body === 'object' && body !== null ? body : {};
  return new Refused(status, said.code ?? 'unexpected', said.message ?? '', said.fields ?? []);
}

export function asRefused(cause: unknown): Refused {
  if (cause instanceof Refused) return cause;
  throw cause;
}
