// Loaded before a packed function: gives the name hooks.example a public address, whose connections reach
// a server on loopback. The function's own check of addresses remains in place.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const HOST = 'hooks.example';
const PUBLIC_ADDRESS = '93.184.215.14';

const { lookup } = dns;
dns.lookup = (host, options, callback) => {
  if (host !== HOST) return lookup(host, options, callback);
  process.nextTick(callback, null, [{ address: PUBLIC_ADDRESS, family: 4 }]);
};
syncBuiltinESMExports();

const { TCP } = process.binding('tcp_wrap');
const { connect } = TCP.prototype;
TCP.prototype.connect = function connectTo(request, address, ...rest) {
  return connect.call(this, request, address === PUBLIC_ADDRESS ? '127.0.0.1' : address, ...rest);
};
