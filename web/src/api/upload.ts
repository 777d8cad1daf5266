// A file sent to the node as it is, with its progress: `fetch` cannot tell how far a body is.
import { language, t } from '../i18n';
import { loadSession } from '../session';
import { formToken, refusal, Refused } from './client';

export interface Progress {
  sent: number;
  all: number;
}

/** The node reads as fast as it stores, so what was sent is nearly what was stored. */
export async function upload<Data>(
  path: string,
  file: Blob,
  onProgress: (progress: Progress) => void,
  options: { method?: 'POST' | 'PUT'; signal?: AbortSignal } = {},
): Promise<Data> {
  // An upload is not sent twice because of an old token.
  await loadSession();
  const request = new XMLHttpRequest();
  const answered = new Promise<Data>((resolve, reject) => {
    // Broken off on purpose; whoever did it knows.
    request.addEventListener('abort', () => reject(new Refused(0, 'stopped', '')));
    request.addEventListener('error', () => reject(new Refused(0, 'unreachable', '')));
    request.addEventListener('load', () => {
      const body: unknown = parsed(request.responseText);
      if (request.status === 200) resolve(body as Data);
      else reject(refusal(request.status, body));
    });
  });
  request.upload.addEventListener('progress', (event) => {
    onProgress({ sent: event.loaded, all: file.size });
  });
  options.signal?.addEventListener('abort', () => request.abort());
  request.open(options.method ?? 'POST', path);
  request.setRequestHeader('accept-language', language.value);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.setRequestHeader('x-form-token', formToken());
  // An end that was wished for before there was anything to end.
  if (options.signal?.aborted === true) throw new Refused(0, 'stopped', '');
  request.send(file);
  return await answered;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How much longer, in words. Nothing before there is anything to go by. */
export function timeLeft(elapsedMs: number, { sent, all }: Progress): string {
  if (sent === 0 || elapsedMs < 1_000) return '';
  return leftInWords((elapsedMs * (all - sent)) / sent);
}

export function leftInWords(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1_000);
  return seconds < 60
    ? t('left-seconds', { n: seconds })
    : t('left-minutes', { n: Math.ceil(seconds / 60) });
}
