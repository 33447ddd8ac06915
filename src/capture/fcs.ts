const LINKTYPE_ETHERNET = 1

/**
 * Octets of frame check sequence that frames of a link type end with, where their recorder says `octets`: none where the link
 * layer is not Ethernet. Recorders that write one length for all their interfaces would cost other packets their end.
 */
export function fcsOctetsOf(linkType: number, octets: number): number {
  return linkType === LINKTYPE_ETHERNET ? octets : 0
}
