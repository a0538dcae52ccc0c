/** A thread that takes its part in training: started by `nodeThreads`, it runs until it is told to end. */
import { workerData } from 'node:worker_threads';
import { runThread, type ThreadTask } from '../train/wasm/thread.ts';

runThread(workerData as ThreadTask);
