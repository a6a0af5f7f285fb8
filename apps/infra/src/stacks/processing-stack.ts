import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface ProcessingStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly assets: FunctionAssets;
}

/** Objects come and go: thumbnails, labels and rows follow. */
export class ProcessingStack extends Stack {
  readonly thumbnailer: NodeFunction;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    super(scope, id, props);
    const { name, settings, vpc, data } = props;
    const { memorySizeMB, timeoutMs, batchSize } = THUMBNAILER_RESOURCES;
    this.thumbnailer = new NodeFunction(this, 'Thumbnailer', {
      functionName: `${name}-thumbnailer`,
      description: 'Object created: thumbnails, labels and a row',
      code: props.assets('thumbnailer'),
      handler: 'handler.handler',
      memorySizeMB,
      timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.thumbnailer),
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        RETENTION_DAYS: String(settings.retentionDays),
      },
    });
    this.thumbnailer.function.addEventSource(
      new SqsEventSource(data.thumbnailerQueue.queue, {
        batchSize,
        maxConcurrency: settings.thumbnailerMaxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.#allowThumbnailer(data);
  }

  #allowThumbnailer({ originals, thumbnails, encryptionKey, database }: DataStack): void {
    const { role } = this.thumbnailer;
    new BucketAccess(this, 'ReadOriginals', {
      role,
      bucket: originals,
      encryptionKey,
      actions: ['s3:GetObject'],
    });
    new BucketAccess(this, 'WriteThumbnails', {
      role,
      bucket: thumbnails,
      encryptionKey,
      actions: ['s3:PutObject', 's3:DeleteObject'],
    });
    database.allow(this.thumbnailer, DATABASE_USERS.thumbnailer);
    this.thumbnailer.allowOnAllResources('Rekognition', {
      actions: ['rekognition:DetectLabels', 'rekognition:DetectModerationLabels'],
      reason: 'Rekognition has no resource to name for pictures that are sent as bytes.',
    });
  }
}
