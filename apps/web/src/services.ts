import type { Me } from '@miniatura/api-contract';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ApiClient } from './api/api-client.ts';
import type { Messages } from './elements/create-messages.ts';
import type { ImageFollower } from './images/image-follower.ts';
import type { Timelines } from './timeline/create-timelines.ts';
import type { ImageUploader } from './uploads/create-uploader.ts';
import type { UnfinishedUploads } from './uploads/unfinished-uploads.ts';

/**
 * Objects that all pages share after sign-in; uploads continue while the user visits other pages.
 */
export interface Services {
  readonly api: ApiClient;
  readonly me: Me;
  readonly uploader: ImageUploader;
  readonly unfinished: UnfinishedUploads;
  readonly follower: ImageFollower;
  readonly timelines: Timelines;
  readonly messages: Messages;
  /**
   * Images that this visit has deleted permanently. They are hidden while the deletion is
   * processed.
   */
  readonly deletedImageIds: Set<string>;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new TypeError('Expected ServicesContext around but received none');
  return services;
}
