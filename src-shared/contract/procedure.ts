// What every call of the contract has in common: errors travel as WireError under one code.
import { oc } from '@orpc/contract';
import { WireErrorSchema } from '../model/wire-error.ts';

/** The one error code of the contract; its data is a WireError (errors.ts). */
export const ERROR_CODE = 'MIXLAKE';

export const procedure = oc.errors({ [ERROR_CODE]: { status: 400, data: WireErrorSchema } });
