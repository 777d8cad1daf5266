import '@digital-go-jp/design-tokens/dist/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/form.css';
import './style/desk.css';
import './style/reception.css';
import './style/staff.css';
import './style/transfers.css';
import './style/supplies.css';
import './style/report.css';
import './style/overview.css';
import './style/accounts.css';
import './style/battery.css';
import { render } from 'preact';
import { App } from './app';

const root = document.getElementById('app');
if (root == null) throw new Error('index.html has no #app');
render(<App />, root);
