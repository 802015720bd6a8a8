import type { ReactNode } from 'react';
import { inLanguage } from '../../ui/language.ts';

export const words = inLanguage({
  title: 'Welcome to Mixlake',
  about:
    'Mixlake keeps your Mixpanel events in a database on this computer, where you explore them with SQL. AI assistants work on the same data, and you can read everything they did.',
  problem: 'Your account could not be used.',
  demo: {
    title: 'Look around first',
    about: 'The demo project brings 30 days of made-up events. No account and no network are needed.',
    start: 'Try the demo project',
    starting: 'Starting the demo project…',
  },
  own: {
    title: 'Connect your own project',
    about: 'You need a Mixpanel service account. Its secret goes into the keychain of this computer.',
    add: 'Add your account',
    environment: 'Or set these environment variables and start Mixlake again:',
    variables: {
      MP_USERNAME: 'service account name',
      MP_SECRET: 'its secret',
      MP_PROJECT_ID: 'number of the project',
      MP_REGION: 'us, eu or in',
    },
    accountsFile: '~/.mp/config.toml',
    found: (file: ReactNode): ReactNode => <>Accounts in {file} are found by themselves.</>,
  },
});
