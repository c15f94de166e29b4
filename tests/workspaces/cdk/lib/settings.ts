import * as path from 'path';

export const SOURCES = path.join(__dirname, '..', 'lambda');
