// The reports ("bookmarks") that somebody at Trailhead has saved.

export type ReportType = 'insights' | 'funnels' | 'retention' | 'flows';

interface Base {
  readonly id: number;
  readonly name: string;
  readonly description?: string;
}

export type SavedReport = Base &
  (
    | {
        readonly type: 'insights';
        readonly events: readonly string[];
        readonly unique: boolean;
        readonly breakdowns: readonly string[];
        readonly unit: 'day' | 'week' | 'all';
        readonly days: number;
      }
    | { readonly type: 'funnels'; readonly funnelId: number; readonly days: number }
    | { readonly type: 'retention'; readonly bornEvent: string; readonly breakdown?: string; readonly weeks: number }
    | { readonly type: 'flows'; readonly anchor: string; readonly days: number }
  );

export const SAVED_REPORTS: readonly SavedReport[] = [
  {
    id: 900_211,
    name: 'Bookings a week',
    type: 'insights',
    events: ['Tour Booked', 'Tour Cancelled'],
    unique: false,
    breakdowns: [],
    unit: 'week',
    days: 56,
    description: 'For the Monday meeting',
  },
  {
    id: 900_214,
    name: 'Sign-ups by channel',
    type: 'insights',
    events: ['Sign Up Completed'],
    unique: true,
    breakdowns: ['channel'],
    unit: 'day',
    days: 60,
  },
  {
    id: 900_212,
    name: 'Bookers by platform and plan',
    type: 'insights',
    events: ['Tour Booked'],
    unique: true,
    breakdowns: ['$os', 'plan'],
    unit: 'week',
    days: 28,
  },
  {
    id: 900_219,
    name: 'Active people, 28 days',
    type: 'insights',
    events: ['App Opened', '$mp_web_page_view'],
    unique: true,
    breakdowns: [],
    unit: 'all',
    days: 28,
  },
  { id: 900_215, name: 'Funnel: sign-up to booking', type: 'funnels', funnelId: 8103, days: 60 },
  { id: 900_216, name: 'Do they come back?', type: 'retention', bornEvent: 'Sign Up Completed', weeks: 8 },
  { id: 900_217, name: 'Do they come back, by platform', type: 'retention', bornEvent: 'Sign Up Completed', breakdown: '$os', weeks: 4 },
  { id: 900_218, name: 'After the sign-up 👣', type: 'flows', anchor: 'Sign Up Completed', days: 14 },
];
