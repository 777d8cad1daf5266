// 写真地図: what there is, what is being made, and each layer's own page. Works by pictures and words
// alone: a map is the mappers' programs'.
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { LayerOverview } from './layers/overview';
import { OneLayer } from './layers/one';

export function LayersPage(props: { id: string | undefined }) {
  useTitle(t('page-layers'));
  return props.id == null ? <LayerOverview /> : <OneLayer key={props.id} id={props.id} />;
}
