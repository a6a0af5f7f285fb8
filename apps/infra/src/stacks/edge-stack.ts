import { GROUPS } from '@miniatura/api-contract';
import {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  UserPool,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { PageDistribution } from '../constructs/page-distribution.ts';
import { removalPolicyOf } from '../constructs/removal-policy-of.ts';
import { IMAGE_BUCKETS, imageBucketName } from '../image-buckets.ts';
import type { StageSettings } from '../stages.ts';

export interface EdgeStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly isDataKept: boolean;
}

/** Limit on requests of all users per second, and on bursts; the API limits single users. */
const REQUESTS_PER_SECOND = 100;
const BURST_REQUESTS = 200;

/**
 * Prefix of the log groups to which services deliver. One statement of the account's resource policy
 * covers all of them; each other log group adds one, until the policy is full.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
 */
const DELIVERED_LOGS = '/aws/vendedlogs/';

/** The resources with public addresses: sign-in, the page, and the HTTP API. */
export class EdgeStack extends Stack {
  readonly userPool: UserPool;
  readonly httpApi: HttpApi;
  readonly page: PageDistribution;
  readonly #props: EdgeStackProps;

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.userPool = this.#userPool();
    const domain = this.#signInDomain();
    this.httpApi = this.#httpApi();
    const { settings, isDataKept } = props;
    this.page = new PageDistribution(this, 'Page', {
      accessLogs: new AccessLogBucket(this, 'AccessLogs', {
        expireAfterDays: settings.retentionDays,
        isDataKept,
      }),
      hasFirewall: settings.hasFirewall === true,
      calledOrigins: [this.apiUrl, this.#issuerOrigin, domain.baseUrl(), ...this.#imageOrigins()],
      // The API renders images in sizes that are not stored.
      imageOrigins: [...this.#imageOrigins(), this.apiUrl],
    });
    new CfnOutput(this, 'PageUrl', { value: this.page.origin });
    new CfnOutput(this, 'ApiUrl', { value: this.apiUrl });
    new CfnOutput(this, 'UserPool', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'SignInUrl', { value: domain.baseUrl() });
  }

  get apiUrl(): string {
    return `https://${this.httpApi.apiId}.execute-api.${this.region}.amazonaws.com`;
  }

  /** Issuer URL, as in the `iss` claim of tokens. */
  get issuer(): string {
    return `${this.#issuerOrigin}/${this.userPool.userPoolId}`;
  }

  get #issuerOrigin(): string {
    return `https://cognito-idp.${this.region}.amazonaws.com`;
  }

  /** Origins of the images, as the SDK writes them into presigned URLs. */
  #imageOrigins(): readonly string[] {
    const { name, settings } = this.#props;
    const { generation } = settings;
    return IMAGE_BUCKETS.map(
      (bucket) =>
        `https://${imageBucketName(this, bucket, { name, generation })}.s3.${this.region}.amazonaws.com`,
    );
  }

  /** The users. Nobody can sign up; the operators of the stage add users. */
  #userPool(): UserPool {
    const { name, settings, isDataKept } = this.#props;
    const userPool = new UserPool(this, 'Users', {
      userPoolName: name,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(settings.retentionDays),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: settings.isDeletionProtected && isDataKept,
      removalPolicy: removalPolicyOf(isDataKept),
    });
    const rules = Validations.of(userPool);
    rules.acknowledge({
      id: 'AwsSolutions-COG2',
      reason: 'A second factor is optional for users; Mfa.REQUIRED would enforce it.',
    });
    rules.acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus plan is billed per user and month, and users cannot sign up themselves.',
    });
    for (const groupName of GROUPS) {
      new CfnUserPoolGroup(this, `Group-${groupName}`, {
        userPoolId: userPool.userPoolId,
        groupName,
      });
    }
    return userPool;
  }

  #signInDomain(): UserPoolDomain {
    return this.userPool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: `${this.#props.name}-${this.account}` },
      // The older pages have neither the product's design nor `prompt=none`, which new tabs need.
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }

  /** Creates the HTTP API; the API stack adds its routes. */
  #httpApi(): HttpApi {
    const { name, settings } = this.#props;
    const httpApi = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false });
    httpApi.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: REQUESTS_PER_SECOND, burstLimit: BURST_REQUESTS },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'ApiRequests', {
            logGroupName: `${DELIVERED_LOGS}${name}-api-requests`,
            retention: settings.retentionDays,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            routeKey: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
            authorizerError: '$context.authorizer.error',
          }),
        ),
      },
    });
    return httpApi;
  }
}
