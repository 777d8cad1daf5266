import { cleanup } from '@testing-library/preact';
import { afterEach, beforeEach } from 'vitest';
import { chooseLanguage } from '../src/i18n';

beforeEach(() => chooseLanguage('ja'));
afterEach(() => cleanup());
