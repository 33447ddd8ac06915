import { readFileSync } from 'node:fs'
import { guestNamed, networkNamed } from '../cloud.ts'
import { bootGuest, buildGuest } from '../guests.ts'
import { sleep } from '../host.ts'
import type { Lab } from '../lab.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { ipv4, ipv6, tenantNetwork, vm } from '../plan.ts'
import { ofPort } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The hosts file of the DHCP agent lacks the port's IPv6 line: dnsmasq answers the SOLICITs, and has no address to give. */
export const scenario: Scenario = {
  name: 'dhcpv6-no-addresses',
  summary: 'a VM holds IPv4; its SOLICITs are answered with NoAddrsAvail',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-app', 'red', 'vlan', ipv4, ipv6('dhcpv6-stateful'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-app'] }],
    guests: [{ ...vm('app1', 'red', 'compute1', 'red-app'), late: true }],
  },
  traffic: async (traffic, lab) => {
    forgetIpv6(lab)
    const app1 = guestNamed(lab.cloud, 'app1')
    buildGuest(lab, app1)
    await lab.recorder.start(app1.ports.map((port) => ofPort(port)))
    await bootGuest(lab, app1)
    await sleep(16)
    await answered('app1 pings its router over IPv4', traffic.ping('app1', traffic.gateway('app1', 4)))
  },
  truth: (recorded) => ({
    ...NOTHING_TRIED,
    'dual-stack.single-interface': evident(
      'unobserved',
      'app1 uses IPv4 and gets no IPv6 address, but is answered: with a refusal, which is no silence',
      {
        facts: [
          `${recorded.count(recorded.tap('app1'), 'dhcpv6.msgtype == 1')} SOLICITs of app1 at ${recorded.tap('app1')}, ${recorded.count(recorded.tap('app1'), 'dhcpv6.status_code == 2')} answers with NoAddrsAvail`,
        ],
      },
    ),
  }),
}

function forgetIpv6({ host, cloud }: Lab): void {
  const folder = `dhcp/${networkNamed(cloud, 'red-app').id}`
  const lines = readFileSync(host.file(`${folder}/host`), 'utf8').split('\n')
  host.file(`${folder}/host`, lines.filter((line) => !line.includes('[')).join('\n'))
  // dnsmasq reads the file again.
  process.kill(Number(readFileSync(host.file(`${folder}/leases.pid`), 'utf8')), 'SIGHUP')
}
