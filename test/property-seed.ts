// Property tests draw the same cases in every run, so that a red test means a change; MIXLAKE_TEST_SEED draws others.
import fc from 'fast-check';

const USUAL_SEED = 20_261_122;

fc.configureGlobal({ seed: Number(process.env.MIXLAKE_TEST_SEED ?? USUAL_SEED) });
