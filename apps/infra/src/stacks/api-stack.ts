import { API_RESOURCES, RENDER_RESOURCES } from '@miniatura/api/resources';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import { memorySizeFor } from '@miniatura/thumbnailer/resources';
import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { BucketAccess } from '../constructs/bucket-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { PageFiles } from '../constructs/page-files.ts';
import { SignInDesign } from '../constructs/sign-in-design.ts';
import { WAREHOUSE_DATABASE } from '../constructs/warehouse.ts';
import { WebhookDelivery } from '../constructs/webhook-delivery.ts';
import { DATABASE_USERS } from '../database-users.ts';
import { excludedTypesVariable } from '../excluded-types-variable.ts';
import type { FunctionAssets, PageAsset } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import { maxBytesOf, type StageSettings } from '../stages.ts';
import type { AnalyticsStack } from './analytics-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { EdgeStack } from './edge-stack.ts';

export interface ApiStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly vpc: Vpc;
  readonly data: DataStack;
  readonly analytics: AnalyticsStack;
  readonly edge: EdgeStack;
  readonly assets: FunctionAssets;
  readonly pageAsset: PageAsset;
}

/** The page's path to which users return after they sign in. */
const SIGNED_IN_PATH = '/signed-in';
const SIGNED_OUT_PATH = '/';
const TOKEN_HOURS = 1;
const SESSION_DAYS = 1;

/** Routes that need no token. Browsers send CORS preflight requests without one. */
const PUBLIC_ROUTES = [
  HttpRouteKey.with('/health', HttpMethod.GET),
  HttpRouteKey.with('/openapi.json', HttpMethod.GET),
  HttpRouteKey.with('/{proxy+}', HttpMethod.OPTIONS),
];

const RENDER_ROUTE = HttpRouteKey.with('/images/{imageId}/render', HttpMethod.GET);

/** The function of the API, and the files of the page with their configuration. */
export class ApiStack extends Stack {
  readonly api: NodeFunction;
  /** Decodes images; it has only read permissions. */
  readonly render: NodeFunction;
  /** The functions that send webhooks, if the stage has them. */
  readonly webhooks: WebhookDelivery | undefined;
  readonly #props: ApiStackProps;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { edge } = props;
    const { userPoolClientId: clientId } = this.#client();
    this.api = this.#api(clientId);
    this.render = this.#render();
    this.#allow();
    this.#allowRender();
    const release = {
      isGradual: props.settings.hasGradualReleases === true,
      // An invocation that returns status 500 counts as successful.
      fault: { metric: edge.httpApi.metricServerError({ statistic: 'Sum' }), threshold: 0 },
    };
    this.api.release(release);
    this.render.release(release);
    this.webhooks = this.#webhooks();
    this.#addRoutes(new HttpJwtAuthorizer('Users', edge.issuer, { jwtAudience: [clientId] }));
    new PageFiles(this, 'PageFiles', {
      page: edge.page,
      asset: props.pageAsset,
      config: { apiUrl: edge.apiUrl, issuer: edge.issuer, clientId },
    });
    new CfnOutput(this, 'PageClientId', { value: clientId });
  }

  /**
   * A page cannot keep a secret, so that it uses PKCE instead. Users enter their passwords on
   * Cognito's own page only, and the page renews its tokens.
   */
  #client(): UserPoolClient {
    const { edge } = this.#props;
    const client = new UserPoolClient(this, 'PageClient', {
      userPool: edge.userPool,
      generateSecret: false,
      // With an empty object Cognito's defaults apply, which accept passwords by its API.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${edge.page.origin}${SIGNED_IN_PATH}`],
        logoutUrls: [`${edge.page.origin}${SIGNED_OUT_PATH}`],
      },
      accessTokenValidity: Duration.hours(TOKEN_HOURS),
      idTokenValidity: Duration.hours(TOKEN_HOURS),
      refreshTokenValidity: Duration.days(SESSION_DAYS),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    new SignInDesign(this, 'SignInDesign', {
      userPoolId: edge.userPool.userPoolId,
      clientId: client.userPoolClientId,
    });
    return client;
  }

  #api(clientId: string): NodeFunction {
    const { name, settings, vpc, data, analytics, edge, assets } = this.#props;
    const maxBytes = maxBytesOf(settings);
    return new NodeFunction(this, 'Api', {
      functionName: functionNameOf(name, 'api'),
      description: 'HTTP: uploads, images and analytics',
      code: assets('api'),
      handler: 'handler.handler',
      memorySizeMB: API_RESOURCES.memorySizeMB,
      timeoutMs: API_RESOURCES.timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.api),
        ORIGINALS_BUCKET: data.originals.bucketName,
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        OIDC_ISSUER: edge.issuer,
        OIDC_AUDIENCE: clientId,
        PAGE_ORIGIN: edge.page.origin,
        API_URL: edge.apiUrl,
        REDSHIFT_WORKGROUP: analytics.warehouse.workgroupName,
        REDSHIFT_DATABASE: WAREHOUSE_DATABASE,
        ...(maxBytes !== undefined && { MAX_BYTES: String(maxBytes) }),
        ...excludedTypesVariable(settings),
        ...(settings.webhooksEveryMinutes !== undefined && { SENDS_WEBHOOKS: 'true' }),
      },
    });
  }

  #webhooks(): WebhookDelivery | undefined {
    const { name, settings, vpc, data, assets } = this.#props;
    const { webhooksEveryMinutes: everyMinutes } = settings;
    if (everyMinutes === undefined) return undefined;
    return new WebhookDelivery(this, 'Webhooks', {
      ...{ name, everyMinutes, assets, vpc },
      database: data.database,
      logRetentionDays: settings.retentionDays,
      isReleasedGradually: settings.hasGradualReleases === true,
    });
  }

  #render(): NodeFunction {
    const { name, settings, vpc, data, edge, assets } = this.#props;
    const maxBytes = maxBytesOf(settings);
    return new NodeFunction(this, 'Render', {
      functionName: functionNameOf(name, 'render'),
      description: 'Renders images in any size',
      code: assets('api'),
      handler: 'render-handler.handler',
      memorySizeMB: memorySizeFor(settings.imageLimits),
      timeoutMs: RENDER_RESOURCES.timeoutMs,
      vpc,
      logRetentionDays: settings.retentionDays,
      environment: {
        ...DECODER_ENVIRONMENT,
        DATABASE_URL: data.database.urlFor(DATABASE_USERS.render),
        ORIGINALS_BUCKET: data.originals.bucketName,
        THUMBNAILS_BUCKET: data.thumbnails.bucketName,
        PAGE_ORIGIN: edge.page.origin,
        ...(maxBytes !== undefined && { MAX_BYTES: String(maxBytes) }),
        ...excludedTypesVariable(settings),
      },
    });
  }

  #allowRender(): void {
    const { data } = this.#props;
    const { role } = this.render;
    for (const [id, bucket] of Object.entries({
      RenderOriginals: data.originals,
      RenderThumbnails: data.thumbnails,
    })) {
      new BucketAccess(this, id, {
        role,
        bucket,
        encryptionKey: data.encryptionKey,
        actions: ['s3:GetObject'],
        // With this permission S3 answers 404, not 403, for a missing object.
        bucketActions: ['s3:ListBucket'],
      });
    }
    data.database.allow(this.render, DATABASE_USERS.render);
  }

  #allow(): void {
    const { data, analytics } = this.#props;
    const { role } = this.api;
    const { encryptionKey } = data;
    // A presigned URL has the permissions of the function that signed it.
    new BucketAccess(this, 'Originals', {
      role,
      bucket: data.originals,
      encryptionKey,
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      // With this permission a repeated approval gets a 404, not a 403, for an object that has left
      // the quarantine.
      bucketActions: ['s3:ListBucket', 's3:ListBucketVersions'],
    });
    // A review deletes all versions of the thumbnails of a quarantined or rejected image.
    new BucketAccess(this, 'ShowThumbnails', {
      role,
      bucket: data.thumbnails,
      encryptionKey,
      actions: ['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      bucketActions: ['s3:ListBucketVersions'],
    });
    data.database.allow(this.api, DATABASE_USERS.api);
    analytics.warehouse.allow(this.api);
  }

  #addRoutes(authorizer: IHttpRouteAuthorizer): void {
    // The API is imported, because CDK would otherwise add the routes' resources to the API's
    // stack, which would then depend on this one.
    const httpApi = HttpApi.fromHttpApiAttributes(this, 'HttpApi', {
      httpApiId: this.#props.edge.httpApi.apiId,
    });
    const api = new HttpLambdaIntegration('Api', this.api.live);
    const render = new HttpLambdaIntegration('Render', this.render.live);
    const add = (routeKey: HttpRouteKey, by: IHttpRouteAuthorizer, integration = api) =>
      new HttpRoute(this, `Route ${routeKey.key.replaceAll(/[^\w]+/g, ' ').trim()}`, {
        httpApi,
        routeKey,
        integration,
        authorizer: by,
      });
    add(HttpRouteKey.with('/{proxy+}', HttpMethod.ANY), authorizer);
    Validations.of(add(RENDER_ROUTE, new HttpNoneAuthorizer(), render)).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'An image in a page sends no token: the function verifies the signature of the link.',
    });
    for (const routeKey of PUBLIC_ROUTES) {
      Validations.of(add(routeKey, new HttpNoneAuthorizer())).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'It returns no personal data: its health, its capabilities, and CORS preflight.',
      });
    }
  }
}
