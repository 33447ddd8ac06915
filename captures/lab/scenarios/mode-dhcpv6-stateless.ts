import { addressModeScenario } from '../address-modes.ts'

export const scenario = addressModeScenario('dhcpv6-stateless', 'mode-dhcpv6-stateless')
