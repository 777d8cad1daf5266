// A file as text, for bodies that are JSON.
import { Refused } from './client';

/** As a browser writes it into an address of data. */
export function base64(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('error', () => reject(new Refused(0, 'unreadable_file', '')));
    reader.addEventListener('load', () => {
      const { result } = reader;
      resolve(typeof result === 'string' ? (result.split(',')[1] ?? '') : '');
    });
    reader.readAsDataURL(file);
  });
}
