import { chooseLanguage, language, LANGUAGES, t } from '../i18n';

export function LanguageSwitch() {
  return (
    <div class="language" role="group" aria-label={t('language')}>
      {LANGUAGES.map((known) => (
        <button
          key={known}
          type="button"
          class="language-button"
          lang={known}
          aria-pressed={language.value === known}
          onClick={() => chooseLanguage(known)}
        >
          {t(`language-${known}`)}
        </button>
      ))}
    </div>
  );
}
