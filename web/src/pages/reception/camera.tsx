// Reading a QR code by the laptop's camera, or from a picture where there is none. The reader is a
// piece of its own, loaded when it is first needed.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n';

const LOOK_MS = 150;
/** Larger pictures are read no better and only slower. */
const SIDE_MAX = 1_600;

export function CameraReader(props: { onRead: (text: string) => void }) {
  const open = useSignal(false);
  const nothing = useSignal(false);
  // Absent where the page did not come from this laptop itself.
  const hasCamera = 'mediaDevices' in navigator;

  async function readFile(file: File | undefined): Promise<void> {
    nothing.value = false;
    if (file == null) return;
    // A file that is no picture, or a reader that does not load, reads nothing.
    const text = await createImageBitmap(file)
      .then((picture) => read(picture, picture.width, picture.height))
      .catch(() => undefined);
    if (text == null) nothing.value = true;
    else props.onRead(text);
  }

  return (
    <details
      class="more camera"
      open={open.value}
      onToggle={(event) => (open.value = event.currentTarget.open)}
    >
      <summary>{t('camera')}</summary>
      {open.value && hasCamera && (
        <Camera
          onRead={(text) => {
            open.value = false;
            props.onRead(text);
          }}
        />
      )}
      {!hasCamera && <p class="hint">{t('camera-none')}</p>}
      <label class="field">
        <span>{t('camera-file')}</span>
        <input
          type="file"
          accept="image/*"
          onChange={(event) => void readFile(event.currentTarget.files?.[0])}
        />
      </label>
      <div role="status">{nothing.value && <p class="field-error">{t('camera-nothing')}</p>}</div>
    </details>
  );
}

function Camera(props: { onRead: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const refused = useSignal(false);
  const onRead = useRef(props.onRead);
  onRead.current = props.onRead;

  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const gone = (): boolean => left;

    async function look(): Promise<void> {
      const from = video.current;
      if (gone() || from == null) return;
      const text =
        from.videoWidth === 0 ? undefined : await read(from, from.videoWidth, from.videoHeight);
      if (gone()) return;
      if (text != null) onRead.current(text);
      else timer = setTimeout(() => void look(), LOOK_MS);
    }

    async function begin(): Promise<void> {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      const into = video.current;
      if (gone() || into == null) {
        stop(stream);
        return;
      }
      into.srcObject = stream;
      await into.play();
      await look();
    }

    begin().catch(() => (refused.value = true));
    return () => {
      left = true;
      clearTimeout(timer);
      stop(stream);
    };
  }, []);

  if (refused.value) return <p class="note note-warning">{t('camera-refused')}</p>;
  return <video class="camera-picture" ref={video} muted playsInline aria-label={t('camera')} />;
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The text of a QR code in the picture, if there is one. */
async function read(
  picture: CanvasImageSource,
  width: number,
  height: number,
): Promise<string | undefined> {
  const { default: decode } = await import('jsqr');
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context == null) return undefined;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const found = decode(pixels.data, pixels.width, pixels.height);
  return found == null || found.data === '' ? undefined : found.data;
}
