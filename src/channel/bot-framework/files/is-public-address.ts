import { BlockList, isIP } from 'node:net';

/** Addresses that are nobody's on the internet: https://www.iana.org/assignments/iana-ipv4-special-registry and its sister for IPv6. */
const SPECIAL: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
];
/** Of IPv6 only this is given out; some of it leads back into IPv4 or to test networks. */
const GLOBAL: readonly [string, number] = ['2000::', 3];
const NOT_GLOBAL: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [network, prefix, family] of SPECIAL) blocked.addSubnet(network, prefix, family);
for (const [network, prefix] of NOT_GLOBAL) blocked.addSubnet(network, prefix, 'ipv6');
const global = new BlockList();
global.addSubnet(...GLOBAL, 'ipv6');

/** Whether an IP address is one of the open internet; everything else, names too, is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6:
      return global.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
    default:
      return false;
  }
}
