import type { User } from '../user.ts';

/** Variables that middleware sets for the routes. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    user: User;
  };
}
