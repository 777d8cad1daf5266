// A laptop as people name it: its place, and the letter on it.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';

export function laptopName(laptop: Schemas['LaptopNamed']): string {
  const place =
    laptop.role === 'hq' || laptop.place_name === ''
      ? label('node-role', laptop.role)
      : laptop.place_name;
  if (laptop.letter === '') return t('trust-laptop-unknown', { node: laptop.node.slice(0, 8) });
  return `${place} ${t('laptop-letter', { letter: laptop.letter })}`;
}
