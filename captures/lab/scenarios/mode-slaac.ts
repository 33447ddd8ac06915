import { addressModeScenario } from '../address-modes.ts'

export const scenario = addressModeScenario('slaac', 'mode-slaac')
