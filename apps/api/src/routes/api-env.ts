import type { User } from '../user.ts';

/** What middleware leaves for the routes. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    user: User;
  };
}
