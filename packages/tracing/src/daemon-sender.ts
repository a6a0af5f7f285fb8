import type { Socket } from 'node:dgram';

/** Sends the document of a segment. It never fails, because a lost trace affects nothing else. */
export type SendSegment = (document: object) => Promise<void>;

/** The line before a document. */
const DAEMON_HEADER = '{"format":"json","version":1}\n';
const DEFAULT_PORT = 2000;

/**
 * Returns a sender to the X-Ray daemon. Lambda runs one beside each function, outside of its
 * network, so that no endpoint is needed.
 * @param address host and port for UDP, such as `169.254.79.129:2000`, from
 *   `AWS_XRAY_DAEMON_ADDRESS`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export function daemonSender(address: string): SendSegment {
  const [host = '', port = DEFAULT_PORT] = address.split(':');
  let socket: Socket | undefined;
  return (document) => {
    // Loaded for the first segment: a function should not wait for it at its start.
    socket ??= process
      .getBuiltinModule('node:dgram')
      .createSocket('udp4')
      .on('error', () => {})
      .unref();
    const message = `${DAEMON_HEADER}${JSON.stringify(document)}`;
    // The socket throws if the port is invalid. It passes all other errors to the callback.
    return new Promise<void>((resolve) =>
      socket?.send(message, Number(port), host, () => resolve()),
    ).catch(() => undefined);
  };
}
