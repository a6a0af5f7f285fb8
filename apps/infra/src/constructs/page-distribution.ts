import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PageFirewall } from './page-firewall.ts';

export interface PageDistributionProps {
  readonly accessLogs: IBucket;
  readonly hasFirewall: boolean;
  /** Origins that the page's scripts call. */
  readonly calledOrigins: readonly string[];
  /** Origins of the images that the page shows. */
  readonly imageOrigins: readonly string[];
}

const ONE_YEAR_DAYS = 365;

/** Limits what the page may load and call, and prevents framing. */
function contentSecurityPolicy({ calledOrigins, imageOrigins }: PageDistributionProps): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    `img-src 'self' blob: data: ${imageOrigins.join(' ')}`,
    'media-src blob:',
    `connect-src 'self' ${calledOrigins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Stores the page's files in a private bucket that only CloudFront reads, and serves them to
 * everybody.
 */
export class PageDistribution extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: PageDistributionProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // A customer managed key would have to name the distribution, which depends on the bucket.
      encryption: BucketEncryption.S3_MANAGED,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'page/',
      // Any deployment restores the files.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `The page of ${Stack.of(this).stackName}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, {
          // Only callers that may list a bucket get status 404 for a missing file.
          originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
        }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: this.#headers(props),
      },
      // The page itself handles paths within it. The firewall's status 403 stays what it is.
      errorResponses: [
        {
          httpStatus: 404,
          responseHttpStatus: 200,
          responsePagePath: '/index.html',
          ttl: Duration.minutes(1),
        },
      ],
      ...(props.hasFirewall && { webAclId: new PageFirewall(this, 'Firewall').arn }),
    });
    this.#acknowledgeRules(props);
  }

  get origin(): string {
    return `https://${this.distribution.distributionDomainName}`;
  }

  #headers(props: PageDistributionProps): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'What keeps others out of the page',
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(props),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(ONE_YEAR_DAYS),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          {
            header: 'permissions-policy',
            value: 'camera=(self), microphone=(), geolocation=()',
            override: true,
          },
        ],
      },
    });
  }

  #acknowledgeRules({ hasFirewall }: PageDistributionProps): void {
    const rules = Validations.of(this.distribution);
    rules.acknowledge({
      id: 'AwsSolutions-CFR1',
      reason: 'Users may sign in from any country.',
    });
    rules.acknowledge({
      id: 'AwsSolutions-CFR3',
      reason: 'The page is the same for everybody; the API logs its requests.',
    });
    rules.acknowledge({
      id: 'AwsSolutions-CFR4',
      reason: "The certificate is CloudFront's own, until the stage has a domain of its own.",
    });
    rules.acknowledge({
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      reason: 'The distribution has a default root object, so that no request lists the bucket.',
    });
    if (!hasFirewall) {
      rules.acknowledge({
        id: 'AwsSolutions-CFR2',
        reason: 'It serves the same few files to everybody; a setting adds a firewall.',
      });
    }
  }
}
