// The data dictionary somebody has begun to write. As in real projects it covers some events, not all.

export interface LexiconProperty {
  readonly type: string;
  readonly description?: string;
  readonly metadata?: { readonly 'com.mixpanel': { readonly displayName?: string; readonly hidden?: boolean } };
}

export interface LexiconEntry {
  readonly entityType: 'event' | 'profile';
  readonly name: string;
  readonly schemaJson: {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, LexiconProperty>>;
    readonly metadata?: {
      readonly 'com.mixpanel': {
        readonly displayName?: string;
        readonly tags?: readonly string[];
        readonly hidden?: boolean;
        readonly dropped?: boolean;
        readonly contacts?: readonly string[];
      };
    };
  };
}

function shown(displayName: string): NonNullable<LexiconProperty['metadata']> {
  return { 'com.mixpanel': { displayName, hidden: false } };
}

export const LEXICON: readonly LexiconEntry[] = [
  {
    entityType: 'event',
    name: 'Tour Booked',
    schemaJson: {
      description: 'A booking is paid for. One per checkout.',
      properties: {
        amount: { type: 'number', description: 'Total in the currency of the booking', metadata: shown('Booking value') },
        'party size': { type: 'number', description: 'People on the tour; the old web form sends text' },
        coupon: { type: 'string' },
        tour: { type: 'object', description: 'The tour as it was when it was booked' },
        'payment method': { type: 'string' },
      },
      metadata: {
        'com.mixpanel': {
          displayName: 'Booking',
          tags: ['money', 'core'],
          hidden: false,
          dropped: false,
          contacts: ['data@trailhead.example'],
        },
      },
    },
  },
  {
    entityType: 'event',
    name: 'Sign Up Completed',
    schemaJson: {
      description: 'An account exists from here on',
      properties: { method: { type: 'string', description: 'email, apple or google' }, 'referral code': { type: 'string' } },
      metadata: { 'com.mixpanel': { displayName: 'Sign-up', tags: ['core'], hidden: false, dropped: false } },
    },
  },
  {
    entityType: 'event',
    name: 'Onboarding Finished',
    schemaJson: {
      description: 'Our activation',
      properties: { steps: { type: 'number' }, seconds: { type: 'number' }, interests: { type: 'list' } },
    },
  },
  {
    entityType: 'event',
    name: 'Tour Viewed',
    schemaJson: {
      properties: {
        tour_id: { type: 'number' },
        price: { type: 'number' },
        'trail.difficulty': { type: 'string', description: 'T1 to T4, K2 for via ferrata' },
        tags: { type: 'list' },
        '🌦 forecast': { type: 'string' },
        'rating (1-5)': { type: 'number' },
      },
    },
  },
  {
    entityType: 'event',
    name: '$experiment_started',
    schemaJson: {
      description: 'Exposure, sent at each checkout',
      properties: { 'Experiment name': { type: 'string' }, 'Variant name': { type: 'string' } },
    },
  },
  {
    entityType: 'event',
    name: 'Überraschung geöffnet 🎁',
    schemaJson: { description: 'Christmas campaign; to be removed', metadata: { 'com.mixpanel': { hidden: true, dropped: false } } },
  },
  {
    entityType: 'event',
    name: 'Quiz/Step (old)',
    schemaJson: { description: 'No longer sent', metadata: { 'com.mixpanel': { hidden: true, dropped: true } } },
  },
  {
    entityType: 'profile',
    name: '$email',
    schemaJson: { description: 'Login address', metadata: { 'com.mixpanel': { displayName: 'E-mail' } } },
  },
  { entityType: 'profile', name: 'plan', schemaJson: { description: 'free or pro', properties: {} } },
  { entityType: 'profile', name: 'spent', schemaJson: { description: 'Sum of all bookings', properties: {} } },
];
