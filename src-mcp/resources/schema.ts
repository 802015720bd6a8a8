// What the project tracks and has saved: the answers of the list tools, to be read without a call of the model.
import type { ResourceDefinition } from '../server/resource-definition.ts';

export const schemaResources: readonly ResourceDefinition[] = [
  {
    uri: 'schema://events',
    name: 'event-names',
    title: 'Event names',
    description: 'The names of the events of the last 31 days, alphabetically. Costs one query call, then none for 5 minutes.',
    mimeType: 'application/json',
    read: async (context) => ({ value: await context.ask('list_events'), long: 'events', rest: 'list_events gives all names.' }),
  },
  {
    uri: 'schema://funnels',
    name: 'saved-funnels',
    title: 'Saved funnels',
    description: 'The saved funnels with the ids that the funnel tool takes. Costs one query call, then none for 5 minutes.',
    mimeType: 'application/json',
    read: async (context) => ({ value: await context.ask('list_funnels'), long: 'funnels', rest: 'list_funnels gives them all.' }),
  },
  {
    uri: 'schema://cohorts',
    name: 'saved-cohorts',
    title: 'Saved cohorts',
    description: 'The saved cohorts with their ids and sizes in users. Costs one query call, then none for 5 minutes.',
    mimeType: 'application/json',
    read: async (context) => ({ value: await context.ask('list_cohorts'), long: 'cohorts', rest: 'list_cohorts gives them all.' }),
  },
  {
    uri: 'schema://bookmarks',
    name: 'saved-reports',
    title: 'Saved reports',
    description: 'The saved reports, the last changed first; as many as fit. Costs no query call, but can take 20 s.',
    mimeType: 'application/json',
    async read(context) {
      const { note: _ofTheTool, ...value } = await context.ask('list_bookmarks', { limit: 0 });
      return { value, long: 'bookmarks', rest: 'list_bookmarks with bookmark_type and limit gives the others.' };
    },
  },
];
