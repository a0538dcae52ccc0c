/** The security policy of the pages forbids making code of text, which zod would otherwise try. */
import { config } from 'zod';

config({ jitless: true });
