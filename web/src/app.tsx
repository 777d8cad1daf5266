// What stands on the screen: first run, sign-in, the desk, or its lock, as the session says.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { startClock } from './clock';
import { language, t } from './i18n';
import { Desk } from './frame/desk';
import { beginSession, locked } from './frame/lock';
import { LockScreen } from './frame/lock-screen';
import { Plain } from './frame/plain';
import { Erased } from './pages/erased';
import { FirstRun } from './pages/first-run';
import { Login } from './pages/login';
import { loadSession, session, sessionProblem } from './session';
import { Waiting } from './ui/note';

const RETRY_MS = 3_000;

export function App() {
  /** Enrolled without a manager yet: somebody said that nobody can sign in. */
  const firstUse = useSignal(false);
  useEffect(startClock, []);
  useEffect(() => void beginSession(), []);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);

  const unreachable = sessionProblem.value != null && session.value == null;
  useEffect(() => {
    if (!unreachable) return undefined;
    const timer = setInterval(() => void loadSession(), RETRY_MS);
    return () => clearInterval(timer);
  }, [unreachable]);

  const known = session.value;
  if (known == null) {
    return (
      <Plain title={t('app-name')}>
        <Waiting problem={sessionProblem.value} />
      </Plain>
    );
  }
  if (known.node?.erased === true) return <Erased />;
  // After a restart a clock is unconfirmed again, and people who may sign in do so first.
  const isNew = known.node == null || known.setup !== 'confirm_clock' || firstUse.value;
  if (known.me == null && locked.value == null && known.setup !== 'done' && isNew)
    return <FirstRun step={known.setup} />;
  const held = locked.value;
  const me = held?.me ?? known.me;
  if (me == null) {
    const first = known.setup === 'confirm_clock' ? () => (firstUse.value = true) : undefined;
    return <Login onFirstUse={first} />;
  }
  return (
    <>
      {held != null && <LockScreen locked={held} />}
      <div key={me.account} hidden={held != null}>
        <Desk me={me} />
      </div>
    </>
  );
}
