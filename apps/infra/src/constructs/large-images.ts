import { FAILURES_RESOURCES, queueRetention } from '@miniatura/failures/resources';
import { LARGE_IMAGES } from '@miniatura/thumbnailer/resources';
import { Aws, Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import {
  EcsFargateContainerDefinition,
  EcsJobDefinition,
  FargateComputeEnvironment,
  JobQueue,
} from 'aws-cdk-lib/aws-batch';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { type ContainerImage, CpuArchitecture, LogDriver } from 'aws-cdk-lib/aws-ecs';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionNameOf } from '../function-names.ts';
import { secureQueueProps } from './event-queues.ts';

export interface LargeImagesProps {
  readonly name: string;
  readonly vpc: IVpc;
  readonly image: ContainerImage;
  /** Environment of the thumbnailer, except for the job's own limits and memory. */
  readonly environment: Readonly<Record<string, string>>;
  readonly retentionDays: number;
}

/** Each job processes one image; further jobs wait in Batch's queue. */
const MAX_JOBS = 8;
const TEMPORARY_GIB = 21;

/**
 * Processes images beyond the limits of the thumbnailer. A pipe submits the messages of a queue as
 * jobs to AWS Batch on Fargate, which costs nothing while there are none. The pipe deletes a
 * message once its job is submitted; a job whose last attempt fails becomes a message in
 * `deadLetters`. Jobs run in the isolated subnets, because they use the database, and because
 * untrusted images are decoded without internet access.
 */
export class LargeImages extends Construct {
  readonly queue: Queue;
  /** Receives EventBridge's events of failed jobs, for the failure handler. */
  readonly deadLetters: Queue;
  readonly role: Role;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: LargeImagesProps) {
    super(scope, id);
    const { eventsS, deadLettersS } = queueRetention(props.retentionDays);
    this.queue = this.#queue('Queue', `${props.name}-large-images`, eventsS);
    this.deadLetters = this.#queue(
      'DeadLetters',
      `${props.name}-large-images-dead-letters`,
      deadLettersS,
    );
    this.role = new Role(this, 'JobRole', {
      roleName: functionNameOf(props.name, 'large-images'),
      description: 'Role of the jobs for large images',
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS');
    const jobQueue = this.#jobQueue(props);
    this.#submit(props, jobQueue, this.#jobDefinition(props));
    this.#reportFailures(jobQueue);
  }

  #queue(id: string, queueName: string, retentionS: number): Queue {
    const queue = new Queue(this, id, {
      ...secureQueueProps(retentionS),
      queueName,
      visibilityTimeout: Duration.millis(FAILURES_RESOURCES.visibilityTimeoutMs),
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Its messages become jobs, and those of failed jobs are parked like dead letters.',
    });
    return queue;
  }

  #jobQueue({ name, vpc }: LargeImagesProps): JobQueue {
    const computeEnvironment = new FargateComputeEnvironment(this, 'Tasks', {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
      maxvCpus: MAX_JOBS * LARGE_IMAGES.virtualCpus,
    });
    return new JobQueue(this, 'Jobs', {
      jobQueueName: `${name}-large-images`,
      computeEnvironments: [{ computeEnvironment, order: 1 }],
    });
  }

  #jobDefinition({ name, image, environment, retentionDays }: LargeImagesProps): EcsJobDefinition {
    const { limits, memorySizeMB } = LARGE_IMAGES;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/batch/${name}-large-images`,
      retention: retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new EcsJobDefinition(this, 'Job', {
      jobDefinitionName: `${name}-large-images`,
      retryAttempts: LARGE_IMAGES.maxAttempts,
      timeout: Duration.millis(LARGE_IMAGES.jobTimeoutMs),
      container: new EcsFargateContainerDefinition(this, 'Container', {
        image,
        command: ['node', 'large-image-job.mjs', 'Ref::message'],
        cpu: LARGE_IMAGES.virtualCpus,
        memory: Size.mebibytes(memorySizeMB),
        fargateCpuArchitecture: CpuArchitecture.ARM64,
        ephemeralStorageSize: Size.gibibytes(TEMPORARY_GIB),
        assignPublicIp: false,
        jobRole: this.role,
        logging: LogDriver.awsLogs({ logGroup, streamPrefix: 'job' }),
        environment: {
          ...environment,
          MAX_BYTES: String(limits.maxBytes),
          MAX_PIXELS: String(limits.maxPixels),
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMB),
        },
      }),
    });
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html */
  #submit({ name }: LargeImagesProps, jobQueue: JobQueue, job: EcsJobDefinition): void {
    const role = new Role(this, 'PipeRole', {
      description: 'Role with which the pipe submits jobs for large images',
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [this.queue.queueArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['batch:SubmitJob'],
        resources: [jobQueue.jobQueueArn, job.jobDefinitionArn],
      }),
    );
    const pipe = new CfnPipe(this, 'Pipe', {
      name: `${name}-large-images`,
      roleArn: role.roleArn,
      source: this.queue.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: jobQueue.jobQueueArn,
      targetParameters: {
        batchJobParameters: {
          jobDefinition: job.jobDefinitionArn,
          jobName: 'large-image',
          parameters: { message: '$.body' },
        },
      },
    });
    pipe.node.addDependency(role);
  }

  #reportFailures(jobQueue: JobQueue): void {
    new Rule(this, 'FailedJobs', {
      description: 'Jobs for large images that failed at their last attempt',
      eventPattern: {
        source: ['aws.batch'],
        detailType: ['Batch Job State Change'],
        account: [Stack.of(this).account],
        detail: { status: ['FAILED'], jobQueue: [jobQueue.jobQueueArn] },
      },
      targets: [new SqsQueue(this.deadLetters)],
    });
  }
}
