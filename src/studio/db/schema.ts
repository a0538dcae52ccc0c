import type { Generated } from 'kysely';

/**
 * The tables. Times are milliseconds since 1970, JSON is text and true is 1, so that SQLite and
 * PostgreSQL hold the same; the readers and writers of each resource turn them into what they mean.
 */
export interface Schema {
  users: UserTable;
  sessions: SessionTable;
  members: MemberTable;
  api_keys: ApiKeyTable;
  projects: ProjectTable;
  samples: SampleTable;
  small_blobs: SmallBlobTable;
  dataset_versions: DatasetVersionTable;
  impulses: ImpulseTable;
  impulse_versions: ImpulseVersionTable;
  jobs: JobTable;
  job_events: JobEventTable;
  runs: RunTable;
  audit: AuditTable;
}

interface UserTable {
  id: string;
  email: string;
  name: string;
  password: string;
  administrator: number;
  disabled: number;
  created_at: number;
}

interface SessionTable {
  /** SHA-256 of the token in the cookie: who reads the table cannot sign in with it. */
  token_hash: string;
  user_id: string;
  csrf: string;
  created_at: number;
  expires_at: number;
}

interface MemberTable {
  project_id: string;
  user_id: string;
  role: string;
}

interface ApiKeyTable {
  id: string;
  project_id: string;
  name: string;
  role: string;
  prefix: string;
  secret_hash: string;
  created_at: number;
  last_used_at: number | null;
}

interface ProjectTable {
  id: string;
  name: string;
  description: string;
  settings: Generated<string>;
  created_at: number;
}

export interface SampleTable {
  id: string;
  project_id: string;
  name: string;
  /** Lower case, for sorting and searching alike in both databases. */
  name_key: string;
  label: string | null;
  part: string | null;
  group_name: string | null;
  kind: string;
  axes: string;
  rate_hz: number | null;
  length: number;
  seconds: number;
  bytes: number;
  content: string;
  /** The rate that was given for a file which states none. */
  given_rate_hz: number | null;
  metadata: string;
  annotations: string;
  notes: string;
  enabled: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** Files too small to be worth a file of their own; durable with the row that names them. */
interface SmallBlobTable {
  content: string;
  bytes: Uint8Array;
}

interface DatasetVersionTable {
  id: string;
  project_id: string;
  number: number;
  name: string;
  content: string;
  samples: number;
  created_at: number;
}

interface ImpulseTable {
  id: string;
  project_id: string;
  name: string;
  version: number;
  settings: string;
  created_at: number;
}

interface ImpulseVersionTable {
  impulse_id: string;
  version: number;
  settings: string;
  created_at: number;
}

interface JobTable {
  id: string;
  project_id: string;
  kind: string;
  state: string;
  input: string;
  progress: string | null;
  error: string | null;
  result: string | null;
  attempts: number;
  cancel_asked: number;
  /** Who does it, and until when that is believed without another word. */
  worker: string | null;
  lease_until: number | null;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
}

interface JobEventTable {
  /** Counts up over all jobs. */
  number: Generated<number>;
  job_id: string;
  kind: string;
  data: string;
  at: number;
}

interface RunTable {
  id: string;
  project_id: string;
  job_id: string;
  kind: string;
  lineage: string;
  accuracy: string | null;
  files: string;
  created_at: number;
}

interface AuditTable {
  id: string;
  /** null: the installation as a whole. */
  project_id: string | null;
  who: string;
  action: string;
  subject: string;
  details: string;
  at: number;
}
