/** LINKTYPE_ values (tcpdump.org/linktypes.html) that are read. */
export const LINKTYPE_NULL = 0
export const LINKTYPE_ETHERNET = 1
/** Raw IP; 12 and 14 are DLT_RAW of some systems, written into files by mistake. */
export const LINKTYPE_RAW_DLT = 12
export const LINKTYPE_RAW_DLT_OPENBSD = 14
export const LINKTYPE_RAW = 101
export const LINKTYPE_LOOP = 108
export const LINKTYPE_LINUX_SLL = 113
export const LINKTYPE_IPV4 = 228
export const LINKTYPE_IPV6 = 229
export const LINKTYPE_LINUX_SLL2 = 276
