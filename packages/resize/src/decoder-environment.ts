/**
 * Environment variables for a process that makes renditions. A running process cannot set them for
 * itself. glibc gives threads separate arenas, up to eight per core, and returns little of their freed
 * memory to the system. Other C libraries ignore the variable.
 * @see https://man7.org/linux/man-pages/man3/mallopt.3.html M_ARENA_MAX
 */
export const DECODER_ENVIRONMENT: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };
