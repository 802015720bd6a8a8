import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect, PageKeyError } from './app/api.ts';
import { App } from './app/app.tsx';
import { ConnectProblem } from './app/connect-problem.tsx';
import { LATER } from './app/later-parts.ts';
import { loadWhenIdle } from './app/load-when-idle.ts';
import './app/styles.css';
import { applyTheme, storedTheme } from './app/theme.ts';
import { LANGUAGE } from './ui/language.ts';

applyTheme(document.documentElement, storedTheme(localStorage));
document.documentElement.lang = LANGUAGE;

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no element with the id "root".');
const root = createRoot(element);

function showProblem(error: unknown): void {
  root.render(<ConnectProblem error={error} />);
}

try {
  const { client } = await connect(window, () => showProblem(new PageKeyError()));
  root.render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  );
  loadWhenIdle(LATER, window);
} catch (error) {
  showProblem(error);
}
