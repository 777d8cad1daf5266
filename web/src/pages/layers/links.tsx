// For mappers: addresses to copy, a link that a running JOSM obeys, files. Editors of the web are
// named even where they cannot be used, with the reason.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import {
  fileLink,
  isPublic,
  josmLink,
  photosUrl,
  reachedAt,
  sayReachedAt,
  webEditors,
  xyz,
  type FileKind,
} from './address';
import type { Card } from './tile';

const FILES: FileKind[] = ['qlr', 'pmtiles', 'mbtiles'];
const FILES_OF_PHOTOS: FileKind[] = ['zip'];

export function Links(props: { card: Card }) {
  const { card } = props;
  const at = reachedAt.value;
  const tiles = xyz(at, card);
  const photos = photosUrl(at, card);
  return (
    <section aria-labelledby="links-head" class="card layer-links">
      <h2 id="links-head">{t('layers-links')}</h2>
      {card.state === 'draft' && <p class="note note-warning">{t('layers-links-draft')}</p>}
      <ReachedAt />
      {!card.held && <p>{t('layers-links-elsewhere')}</p>}
      {card.held && tiles != null && (
        <>
          <Copy label={t('layers-xyz')} text={tiles} />
          <Josm card={card} at={at} />
          <WebEditors card={card} at={at} />
          <Files card={card} at={at} />
        </>
      )}
      {card.held && photos != null && (
        <>
          <Copy label={t('layers-photos-url')} text={photos} />
          <Files card={card} at={at} />
        </>
      )}
    </section>
  );
}

/** The desk is this laptop's alone, so how others reach it is not in the desk's own address. */
function ReachedAt() {
  const typed = useSignal(reachedAt.value);
  const isWrong = useSignal(false);

  function say(event: Event): void {
    event.preventDefault();
    isWrong.value = !sayReachedAt(typed.value);
    if (!isWrong.value) typed.value = reachedAt.value;
  }

  return (
    <form class="form" onSubmit={say}>
      <TextField
        label={t('layers-at')}
        hint={t('layers-at-hint')}
        error={isWrong.value ? t('layers-at-wrong') : undefined}
        value={typed.value}
        onInput={(value) => (typed.value = value)}
      />
      <button type="submit" class="button" disabled={typed.value === reachedAt.value}>
        {t('layers-at-save')}
      </button>
    </form>
  );
}

/** The clipboard is not there on every address; marking the text is. */
function Copy(props: { label: string; text: string }) {
  const input = useRef<HTMLInputElement>(null);
  const done = useSignal<{ text: string; copied: boolean } | undefined>(undefined);

  async function copy(): Promise<void> {
    const { text } = props;
    input.current?.select();
    // Absent on plain http in the LAN, whatever its type says.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const asked = clipboard?.writeText(text) ?? Promise.reject(new Error());
    const copied = await asked.then(
      () => true,
      () => false,
    );
    done.value = { text, copied };
  }

  return (
    <div class="field">
      <label for="layer-address">{props.label}</label>
      <input
        id="layer-address"
        ref={input}
        type="text"
        class="code"
        readOnly
        value={props.text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="actions">
        <button type="button" class="button" onClick={() => void copy()}>
          {t('layers-copy')}
        </button>
        <span role="status">
          {done.value?.text === props.text &&
            (done.value.copied ? t('layers-copied') : t('layers-marked'))}
        </span>
      </div>
    </div>
  );
}

function Josm(props: { card: Card; at: string }) {
  const { card, at } = props;
  const link = josmLink(at, card);
  if (link == null) return null;
  if (card.words.tracing_permitted !== true) {
    return <p class="hint">{t('layers-josm-not-traced')}</p>;
  }
  return (
    <div class="field">
      <p>
        <a class="button" href={link} target="_blank" rel="noreferrer">
          {t('layers-josm')}
        </a>
      </p>
      <p class="hint">{t('layers-josm-hint')}</p>
    </div>
  );
}

function WebEditors(props: { card: Card; at: string }) {
  const { card, at } = props;
  const links = card.words.tracing_permitted === true ? webEditors(at, card) : undefined;
  if (links == null) {
    return (
      <div class="field">
        <p class="actions">
          <button type="button" class="button" disabled>
            {t('layers-id')}
          </button>
          <button type="button" class="button" disabled>
            {t('layers-rapid')}
          </button>
        </p>
        <p class="hint">{whyNot(card, at)}</p>
      </div>
    );
  }
  return (
    <p class="actions">
      <a class="button" href={links.id} target="_blank" rel="noreferrer">
        {t('layers-id')}
      </a>
      <a class="button" href={links.rapid} target="_blank" rel="noreferrer">
        {t('layers-rapid')}
      </a>
    </p>
  );
}

function whyNot(card: Card, at: string): string {
  if (!at.startsWith('https://')) return t('layers-web-needs-https');
  return isPublic(card) ? t('layers-josm-not-traced') : t('layers-web-needs-published');
}

function Files(props: { card: Card; at: string }) {
  const { card, at } = props;
  const kinds = card.photos == null ? FILES : FILES_OF_PHOTOS;
  const links = kinds.flatMap((kind) => {
    const link = fileLink(at, card, kind);
    return link == null ? [] : [{ kind, link }];
  });
  return (
    <ul class="actions">
      {links.map(({ kind, link }) => (
        <li key={kind}>
          <a class="button" href={link}>
            {t(`layers-file-${kind}`)}
          </a>
        </li>
      ))}
    </ul>
  );
}
