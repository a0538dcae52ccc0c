/** What a person can mend: a bad file, a missing board, a wrong option. Bugs use `assert`. */
export class Failure extends Error {
  override name = 'Failure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The kinds of failure, as programs see them; people read the sentence. */
export type FailureCode =
  | 'bad-file' // its bytes are not what they should be
  | 'bad-data' // files are fine, but what they hold cannot be learned from
  | 'bad-option' // a setting out of its range or unknown
  | 'bad-graph' // a network that makes no sense or is not supported
  | 'does-not-fit' // too large for the board
  | 'not-found'
  | 'no-permission'
  | 'tool-missing' // a compiler or emulator is not installed
  | 'tool-failed' // a compiler or emulator ended with an error
  | 'diverged' // training went to infinity
  | 'not-signed-in' // a server does not know who asks
  | 'not-allowed' // it knows, and they may not
  | 'conflict' // something of that name, or a state that forbids it, is there already
  | 'too-large'
  | 'too-often' // more calls than a server takes in a minute
  | 'no-space' // the disk is full
  | 'unreachable' // a server does not answer
  | 'cancelled';

/** One thing that is wrong in an input of many parts; importers and the compiler collect them. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  /** What it is about: a file's path, a tensor's or a layer's name. */
  readonly subject: string;
  /** A whole sentence that names the way out. */
  readonly message: string;
}
