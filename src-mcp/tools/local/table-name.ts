import { z } from 'zod';

export const TableName = z.string().min(1).describe('Name of the local table. Example: events');
