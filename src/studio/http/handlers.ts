import type { Handlers } from './handler.ts';
import { accountHandlers } from './handlers/account.ts';
import { archiveHandlers } from './handlers/archive.ts';
import { impulseHandlers } from './handlers/impulse.ts';
import { jobHandlers } from './handlers/job.ts';
import { memberHandlers } from './handlers/member.ts';
import { overviewHandlers } from './handlers/overview.ts';
import { projectHandlers } from './handlers/project.ts';
import { runHandlers } from './handlers/run.ts';
import { sampleHandlers } from './handlers/sample.ts';
import { sampleChangeHandlers } from './handlers/sample-change.ts';
import { sampleCutHandlers } from './handlers/sample-cut.ts';
import { tableHandlers } from './handlers/table.ts';
import { uploadHandlers } from './handlers/upload.ts';
import { versionHandlers } from './handlers/version.ts';

/** Every route of the contract, by the resource that it belongs to. */
export const handlers: Handlers = {
  ...accountHandlers,
  ...memberHandlers,
  ...projectHandlers,
  ...overviewHandlers,
  ...archiveHandlers,
  ...uploadHandlers,
  ...tableHandlers,
  ...sampleHandlers,
  ...sampleChangeHandlers,
  ...sampleCutHandlers,
  ...versionHandlers,
  ...impulseHandlers,
  ...jobHandlers,
  ...runHandlers,
};
