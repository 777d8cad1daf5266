// What may be told of one person to whoever asks: each item with its value, or that it is not known.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { Years } from '../reception/years';

type Told = Schemas['ToldPerson'];

export function CandidateFacts(props: { told: Told }) {
  const { told } = props;
  return (
    <dl class="inquiry-facts">
      {told.items.map((item) => (
        <div key={item}>
          <dt>{label('told-item', item)}</dt>
          <dd>{value(told, item) ?? <span class="unknown">{t('told-not-noted')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

function value(told: Told, item: Schemas['ToldItem']) {
  switch (item) {
    case 'name':
      return told.name;
    case 'kana':
      return told.kana;
    case 'birth':
      return told.birth == null && told.age == null ? null : (
        <>
          {told.birth} <Years age={told.age} />
        </>
      );
    case 'sex':
      return told.sex == null ? null : label('sex', told.sex);
    case 'address':
      return told.address;
    case 'injury':
      return told.injured === true ? t('told-injured') : null;
    case 'whereabouts':
      return whereabouts(told);
    case 'contact':
      return told.phone;
  }
}

function whereabouts(told: Told): string | null {
  if (told.state == null) return null;
  const parts = [
    label('stay-state', told.state),
    told.place_name ?? '',
    told.where_to == null ? '' : label('where-to', told.where_to),
  ];
  return parts.filter((part) => part !== '').join(' ');
}
