// The demo project that the simulator serves. Not a secret: the simulator listens on this computer only, on made-up data.
export const DEMO_PROJECT = {
  accountName: 'demo',
  username: 'demo.mixlake.mp-service-account',
  secret: 'demo-secret',
  projectId: '4242',
  region: 'us',
} as const;
