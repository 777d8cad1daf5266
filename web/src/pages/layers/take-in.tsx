// 取り込む: files that lie on this computer or on a stick, dropped or chosen, become a layer.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Refused } from '../../api/client';
import { timeLeft } from '../../api/upload';
import { count, t } from '../../i18n';
import { Check, TextField } from '../../ui/field';
import { fieldSentence, sentence } from '../../ui/note';
import { sorted, TAKEN, titleOf, type Sorted } from './files';
import { send, sending, type Sending } from './sending';

const MEGABYTE = 1_000_000;
const NAMES_SHOWN = 10;

export function TakeIn(props: { onDone: () => Promise<void> }) {
  const chosen = useSignal<Sorted | undefined>(undefined);
  const problem = useSignal<Refused | undefined>(undefined);
  const title = useSignal('');
  const alpha = useSignal(false);
  const epsg = useSignal('');

  function choose(files: Iterable<File>): void {
    const next = sorted([...files]);
    problem.value = undefined;
    chosen.value = next;
    title.value = titleOf(next);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (chosen.value == null) return;
    problem.value = undefined;
    const end = await send({
      title: title.value,
      files: chosen.value.taken,
      fourthBandIsAlpha: alpha.value,
      epsg: numberOf(epsg.value),
    });
    if (end === 'sent') chosen.value = undefined;
    else if (end !== 'stopped') problem.value = end;
    await props.onDone();
  }

  const field = (path: string): string | undefined =>
    fieldSentence(problem.value?.fields.find((one) => one.path === path)?.code);
  return (
    <section aria-labelledby="take-in-head" class="card take-in">
      <h2 id="take-in-head">{t('layers-take-in')}</h2>
      {sending.value == null ? (
        <>
          <Drop onFiles={choose} />
          {chosen.value != null && <Chosen chosen={chosen.value} />}
          <Wrong problem={problem.value} files={chosen.value?.taken ?? []} />
          {chosen.value != null && chosen.value.taken.length > 0 && (
            <form class="form" onSubmit={submit}>
              <TextField
                label={t('layers-title')}
                error={field('title')}
                value={title.value}
                onInput={(value) => (title.value = value)}
              />
              <details
                class="more"
                open={field('epsg') != null || epsg.value !== '' || alpha.value}
              >
                <summary>{t('layers-take-in-more')}</summary>
                <Check
                  label={t('layers-take-in-alpha')}
                  checked={alpha.value}
                  onChange={(value) => (alpha.value = value)}
                />
                <TextField
                  label={t('layers-take-in-epsg')}
                  hint={t('layers-take-in-epsg-hint')}
                  error={field('epsg')}
                  inputMode="numeric"
                  value={epsg.value}
                  onInput={(value) => (epsg.value = value)}
                />
              </details>
              <button type="submit" class="button button-main">
                {t('layers-take-in-begin')}
              </button>
            </form>
          )}
        </>
      ) : (
        <UnderWay sending={sending.value} />
      )}
    </section>
  );
}

/** Nothing typed says nothing; what is no number is refused by the node as one that is not known. */
function numberOf(text: string): number | null {
  const digits = text.normalize('NFKC').trim();
  if (digits === '') return null;
  return /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535 ? Number(digits) : 0;
}

function Drop(props: { onFiles: (files: Iterable<File>) => void }) {
  const id = useId();
  const over = useSignal(false);

  function drop(event: DragEvent): void {
    event.preventDefault();
    over.value = false;
    props.onFiles(event.dataTransfer?.files ?? []);
  }

  return (
    <div
      class={over.value ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={drop}
    >
      <label for={id}>{t('layers-take-in-files')}</label>
      <p id={`${id}-hint`} class="hint">
        {t('layers-take-in-hint')}
      </p>
      <input
        id={id}
        type="file"
        multiple
        accept={TAKEN}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const input = event.currentTarget;
          const files = [...(input.files ?? [])];
          // The same files may be chosen again.
          input.value = '';
          if (files.length > 0) props.onFiles(files);
        }}
      />
    </div>
  );
}

function Chosen(props: { chosen: Sorted }) {
  const { taken, left } = props.chosen;
  const bytes = taken.reduce((sum, { size }) => sum + size, 0);
  return (
    <div role="status">
      {taken.length === 0 ? (
        <p class="note note-warning">{t('layers-take-in-none')}</p>
      ) : (
        <p>{t('layers-take-in-chosen', { files: names(taken), size: megabytes(bytes) })}</p>
      )}
      {left.length > 0 && <p class="hint">{t('layers-take-in-left', { files: names(left) })}</p>}
    </div>
  );
}

function names(files: File[]): string {
  const shown = files.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const all = shown.join(t('list-comma'));
  const more = files.length - shown.length;
  return more === 0 ? all : t('layers-take-in-and-more', { files: all, n: count(more) });
}

function megabytes(bytes: number): string {
  return t('layers-mb', { n: count(Math.ceil(bytes / MEGABYTE)) });
}

/** What the node does not take, file by file. */
function Wrong(props: { problem: Refused | undefined; files: File[] }) {
  const { problem, files } = props;
  const about = (path: string): string => {
    const file = /^files\.(\d+)$/.exec(path)?.[1];
    return file == null ? '' : `${files[Number(file)]?.name ?? ''}: `;
  };
  return (
    <div role="alert" class="alert-slot">
      {problem != null && (
        <div class="note note-error">
          <p>{sentence(problem)}</p>
          <ul>
            {problem.fields
              .filter(({ path }) => path.startsWith('files'))
              .map(({ path, code }) => (
                <li key={`${path} ${code}`}>
                  {about(path)}
                  {fieldSentence(code)}
                </li>
              ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function UnderWay(props: { sending: Sending }) {
  const { title, begun, progress, stop } = props.sending;
  const { sent, all } = progress;
  return (
    <div class="reading">
      <progress max={Math.max(all, 1)} value={sent} aria-labelledby="take-in-head" />
      <p role="status">
        {t('layers-take-in-sent', { title, sent: megabytes(sent), all: megabytes(all) })}{' '}
        {timeLeft(performance.now() - begun, progress)}
      </p>
      <button type="button" class="button" onClick={stop}>
        {t('layers-take-in-stop')}
      </button>
    </div>
  );
}
