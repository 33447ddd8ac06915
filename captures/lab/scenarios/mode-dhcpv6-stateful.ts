import { addressModeScenario } from '../address-modes.ts'

export const scenario = addressModeScenario('dhcpv6-stateful', 'mode-dhcpv6-stateful')
