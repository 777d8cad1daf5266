import { t } from '../../i18n';

/** A person's age in years, or that it is not known. */
export function Years(props: { age: string | null | undefined }) {
  return (
    <span class="years">
      {props.age == null ? t('age-unknown') : t('years-old', { n: props.age })}
    </span>
  );
}
