// A person compares this laptop's clock with a watch. Ages are worth what this clock is worth.
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { dateInWords, now } from '../clock';
import { language, t } from '../i18n';
import { accept } from '../session';
import { Refusal } from '../ui/note';

export function ConfirmClock() {
  const saving = useSaving();
  const shown = now.value;
  const weekday = new Intl.DateTimeFormat(language.value, { weekday: 'long' }).format(shown);

  async function confirm(event: Event): Promise<void> {
    event.preventDefault();
    const next = await saving.run(() => take(api.POST('/api/v1/setup/clock', { body: { shown } })));
    if (next != null) accept(next);
  }

  return (
    <form class="form" onSubmit={confirm}>
      <p>{t('clock-ask')}</p>
      <p class="clock">
        <time dateTime={new Date(shown).toISOString()}>{dateInWords(shown)}</time>
        <span class="clock-day">{weekday}</span>
      </p>
      <p class="hint">{t('clock-wrong')}</p>
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('clock-confirm')}
      </button>
    </form>
  );
}
