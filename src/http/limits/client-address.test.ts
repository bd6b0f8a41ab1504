import { clientAddress, networkOf } from './client-address.js';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['127.0.0.1', '127.0.0.1'],
  // IPv4 in IPv6's clothes (RFC 4291, 2.5.5.2), however it is written.
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['::1', '::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
])('%s is counted as %s', (ip, expected) => {
  expect(clientAddress({ ip })).toBe(expected);
});

test.each(['', 'unknown', '_hidden', '2001:db8::g', '1.2.3.4.5'])(
  'what is no address is counted as it is: %j',
  (ip) => {
    expect(clientAddress({ ip })).toBe(ip);
  },
);

test.each([
  ['192.0.2.1', '192.0.2.0/24'],
  ['2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['::/64', '::/48'],
  ['', 'unknown'],
  ['ada@example.org', 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('no two customers count as one', () => {
  const ips = ['192.0.2.1', '192.0.2.2', '2001:db8:1:2::1', '2001:db8:1:3::1', '2001:db8:2:2::1'];
  expect(new Set(ips.map((ip) => clientAddress({ ip }))).size).toBe(ips.length);
});
