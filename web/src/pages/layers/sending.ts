// Files on their way to the node. It goes on while people look at other pages of the desk, and ends
// with the window.
import { signal } from '@preact/signals';
import { api, asRefused, take, type Refused } from '../../api/client';
import { upload, type Progress } from '../../api/upload';

export interface Sending {
  title: string;
  begun: number;
  progress: Progress;
  stop: () => void;
}

export interface Wish {
  title: string;
  files: File[];
  fourthBandIsAlpha: boolean;
  epsg: number | null;
}

export const sending = signal<Sending | undefined>(undefined);

export type End = 'sent' | 'stopped' | Refused;

export async function send(wish: Wish): Promise<End> {
  const stopping = new AbortController();
  const { title, files } = wish;
  const all = files.reduce((bytes, { size }) => bytes + size, 0);
  const stop = (): void => stopping.abort();
  const told = (progress: Progress): void => {
    sending.value = { title, begun, progress, stop };
  };
  const begun = performance.now();
  told({ sent: 0, all });
  window.addEventListener('beforeunload', ask);
  try {
    const body = {
      title,
      files: files.map(({ name, size }) => ({ name, bytes: size })),
      fourth_band_is_alpha: wish.fourthBandIsAlpha,
      epsg: wish.epsg,
    };
    // Refused before anything of it was sent.
    const { id } = await take(api.POST('/api/v1/layer-uploads', { body }));
    const path = `/api/v1/layer-uploads/${encodeURIComponent(id)}`;
    const options = { method: 'PUT', signal: stopping.signal } as const;
    await upload(path, new Blob(files), told, options);
    return 'sent';
  } catch (cause) {
    const refused = asRefused(cause);
    return stopping.signal.aborted ? 'stopped' : refused;
  } finally {
    window.removeEventListener('beforeunload', ask);
    sending.value = undefined;
  }
}

/** The browser asks whether the window shall really be closed. */
function ask(event: Event): void {
  event.preventDefault();
}
