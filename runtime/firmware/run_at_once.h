/* run() for a library that takes a whole window. */
#ifndef RUN_AT_ONCE_H
#define RUN_AT_ONCE_H

#define run_under_proof LIBRARY_RUN

#endif
