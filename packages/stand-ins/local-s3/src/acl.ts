import { S3Error } from './errors.ts';
import { OWNER } from './operation.ts';
import { childOf, childrenOf, type ParsedXml, parseXml, renderXml, textOf } from './xml.ts';

const GROUPS = 'http://acs.amazonaws.com/groups';
const ALL_USERS = `${GROUPS}/global/AllUsers`;
const AUTHENTICATED_USERS = `${GROUPS}/global/AuthenticatedUsers`;
const LOG_DELIVERY = `${GROUPS}/s3/LogDelivery`;
const KNOWN_GROUPS = [ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY];

export const PERMISSIONS = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** A permission for the account with an id, or for a group. */
export interface Grant {
  readonly id?: string;
  readonly uri?: string;
  readonly permission: Permission;
}

function group(uri: string, ...permissions: readonly Permission[]): readonly Grant[] {
  return permissions.map((permission) => ({ uri, permission }));
}

/** The grants of each canned ACL in addition to the owner's full control ("Canned ACL"). */
const CANNED: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  'bucket-owner-full-control': [],
  'bucket-owner-read': [],
  'aws-exec-read': [],
  'public-read': group(ALL_USERS, 'READ'),
  'public-read-write': group(ALL_USERS, 'READ', 'WRITE'),
  'authenticated-read': group(AUTHENTICATED_USERS, 'READ'),
  'log-delivery-write': group(LOG_DELIVERY, 'WRITE', 'READ_ACP'),
};

const GRANT_HEADERS: Readonly<Record<string, Permission>> = {
  'x-amz-grant-full-control': 'FULL_CONTROL',
  'x-amz-grant-read': 'READ',
  'x-amz-grant-write': 'WRITE',
  'x-amz-grant-read-acp': 'READ_ACP',
  'x-amz-grant-write-acp': 'WRITE_ACP',
};

const OWNER_GRANT: Grant = { id: OWNER.ID, permission: 'FULL_CONTROL' };

/** The default ACL. */
export const PRIVATE_ACL: readonly Grant[] = [OWNER_GRANT];

type Headers = ReadonlyMap<string, string>;

/**
 * Parses the ACL in `x-amz-acl` or `x-amz-grant-…` headers; undefined without such headers. An empty `x-amz-acl`,
 * as s3fs sends it, counts as none.
 * @throws S3Error InvalidArgument, InvalidRequest
 */
export function parseAclHeaders(headers: Headers): readonly Grant[] | undefined {
  const canned = headers.get('x-amz-acl') || undefined;
  const granting = Object.keys(GRANT_HEADERS).filter((name) => headers.has(name));
  if (canned !== undefined && granting.length > 0) {
    throw new S3Error(
      'InvalidRequest',
      'Specifying both Canned ACLs and Header Grants is not allowed',
    );
  }
  if (granting.length > 0) {
    return granting.flatMap((name) =>
      parseGrantHeader(headers.get(name) ?? '', GRANT_HEADERS[name] as Permission),
    );
  }
  if (canned === undefined) return undefined;
  const grants = CANNED[canned];
  if (grants) return [...grants, OWNER_GRANT];
  throw new S3Error('InvalidArgument', undefined, {
    ArgumentName: 'x-amz-acl',
    ArgumentValue: canned,
  });
}

/** Parses `id="…", uri="…"`. */
function parseGrantHeader(text: string, permission: Permission): readonly Grant[] {
  return text.split(',').map((grantee) => {
    const [type = '', ...rest] = grantee.trim().split('=');
    return checkGrantee(type.trim(), rest.join('=').trim().replace(/^"|"$/g, ''), permission);
  });
}

function checkGrantee(type: string, value: string, permission: Permission): Grant {
  if (type === 'emailAddress') throw new S3Error('UnresolvableGrantByEmailAddress');
  if (type === 'id' && /^[0-9a-z]{8,128}$/i.test(value)) return { id: value, permission };
  if (type === 'uri' && KNOWN_GROUPS.includes(value)) return { uri: value, permission };
  throw new S3Error('InvalidArgument', type === 'uri' ? 'Invalid group uri' : 'Invalid id', {
    ArgumentName: type,
    ArgumentValue: value,
  });
}

/**
 * Parses an `<AccessControlPolicy>` document. @throws S3Error MalformedACLError, InvalidArgument
 */
export function parseAclXml(xml: string): readonly Grant[] {
  const root = parseXml(xml, 'AccessControlPolicy');
  const list = childOf(root, 'AccessControlList');
  const owner = textOf(childOf(root, 'Owner'), 'ID');
  if (list === undefined || owner === undefined) throw new S3Error('MalformedACLError');
  if (owner !== OWNER.ID) {
    throw new S3Error('AccessDenied', 'The owner of what this endpoint keeps cannot be changed.');
  }
  return childrenOf(list, 'Grant').map(parseGrant);
}

function parseGrant(element: ParsedXml): Grant {
  const permission = PERMISSIONS.find((name) => name === textOf(element, 'Permission'));
  const grantee = childOf(element, 'Grantee');
  if (!permission || grantee === undefined) throw new S3Error('MalformedACLError');
  if (textOf(grantee, 'EmailAddress') !== undefined) {
    throw new S3Error('UnresolvableGrantByEmailAddress');
  }
  const id = textOf(grantee, 'ID');
  if (id !== undefined) return checkGrantee('id', id, permission);
  return checkGrantee('uri', textOf(grantee, 'URI') ?? '', permission);
}

/** Whether the ACL includes a group of accounts. */
export function isPublicAcl(grants: readonly Grant[]): boolean {
  return grants.some(({ uri }) => uri === ALL_USERS || uri === AUTHENTICATED_USERS);
}

/** `<AccessControlPolicy>` */
export function renderAcl(grants: readonly Grant[]): string {
  return renderXml('AccessControlPolicy', {
    Owner: OWNER,
    AccessControlList: {
      Grant: grants.map((grant) => ({
        Grantee: renderGrantee(grant),
        Permission: grant.permission,
      })),
    },
  });
}

function renderGrantee({ id, uri }: Grant) {
  return {
    '@_xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@_xsi:type': uri === undefined ? 'CanonicalUser' : 'Group',
    ...(uri === undefined
      ? { ID: id, DisplayName: id === OWNER.ID ? OWNER.DisplayName : undefined }
      : { URI: uri }),
  };
}
