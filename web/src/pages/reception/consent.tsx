// Three questions, asked plainly and apart. No is the answer until somebody says yes.
import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { Check } from '../../ui/field';

export function ConsentFields(props: {
  value: Schemas['Consent'];
  onChange: (consent: Schemas['Consent']) => void;
}) {
  const { value, onChange } = props;
  return (
    <fieldset class="group">
      <legend>{t('consent')}</legend>
      <Check
        label={t('consent-kin')}
        checked={value.kin}
        onChange={(kin) => onChange({ ...value, kin })}
      />
      <Check
        label={t('consent-acquaintance')}
        checked={value.acquaintance}
        onChange={(acquaintance) => onChange({ ...value, acquaintance })}
      />
      <Check
        label={t('consent-public')}
        checked={value.public}
        onChange={(yes) => onChange({ ...value, public: yes })}
      />
    </fieldset>
  );
}
